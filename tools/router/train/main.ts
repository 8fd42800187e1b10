// `npm run train:router`: makes libs/routing/weights/quality.bin from the routing data. Deterministic: the same data give the same bytes.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DATA_FOLDER, hasData, readRows } from './data.ts';
import { train } from './train.ts';

const OUT = fileURLToPath(new URL('../../../libs/routing/weights/quality.bin', import.meta.url));

if (hasData()) {
  const started = performance.now();
  const bytes = train(readRows('train'), readRows('dev'), (line) => {
    console.log(line);
  });
  writeFileSync(OUT, bytes);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`Wrote libs/routing/weights/quality.bin, ${Math.round(bytes.length / 1024)} KiB, after ${seconds} s.`);
} else {
  console.error(
    `No routing data: train.jsonl and dev.jsonl are expected in ${DATA_FOLDER}. The shipped weights stay as they are.`,
  );
  process.exitCode = 1;
}
