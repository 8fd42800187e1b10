// `npm run eval:routing`: measures the router against its rivals and writes docs/routing-report.md. Options: --quick, --speed, --bootstrap <draws>,
// --seeds <draws of labels>. Reads ../shared/routing-data.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadQualityModel } from '../../../libs/routing/src/quality/load-quality-model.ts';
import { DATA_FOLDER, hasData, readPairs, readRows } from '../train/data.ts';
import { cascades } from './cascade-section.ts';
import { evalRowsOf, type Pair } from './data.ts';
import { goalsTable } from './goals.ts';
import { learning } from './learning-section.ts';
import { reportOf } from './report.ts';
import { type EvalContext, inDistribution, pairsOut, type Section, sourcesOut, topicsOut } from './sections.ts';
import { speedTable } from './speed.ts';
import { trainedOn } from './trainer.ts';

const WEIGHTS = fileURLToPath(new URL('../../../libs/routing/weights/quality.bin', import.meta.url));
const REPORT = fileURLToPath(new URL('../../../docs/routing-report.md', import.meta.url));
const TOPIC_FOLDS = 4;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    speed: { type: 'boolean', default: false },
    bootstrap: { type: 'string', default: '200' },
    seeds: { type: 'string', default: '10' },
  },
});

if (hasData()) run();
else {
  console.error(
    `No routing data: train.jsonl, dev.jsonl and pairs.json are expected in ${DATA_FOLDER}. Nothing was measured; docs/routing-report.md stays as it is.`,
  );
  process.exitCode = 1;
}

function run(): void {
  const quality = loadQualityModel(readFileSync(WEIGHTS));
  const context: EvalContext = {
    train: readRows('train'),
    dev: readRows('dev'),
    quality,
    draws: values.quick ? 0 : Number(values.bootstrap),
    seeds: Number(values.seeds),
    trainedOn,
    progress: (what) => console.error(`  … ${what}`),
  };
  if (values.speed) {
    console.log(speedTable(quality, evalRowsOf(context.dev)));
    return;
  }
  const inside = show(inDistribution(context));
  const outside = show(sourcesOut(context));
  if (values.quick) {
    console.log(`\n${goalsTable({ inside, outside, topics: null, runs: null })}`);
    return;
  }
  const folds = pairFolds();
  const pairs = show(pairsOut(context, folds));
  const topics = show(topicsOut(context, TOPIC_FOLDS));
  const lessons = show(learning(context, folds));
  const cascade = show(cascades(context));
  const speed = show(timeSection(context));
  const goals = goalsTable({ inside, outside, topics, runs: lessons.runs });
  console.log(`\n${goals}`);
  writeFileSync(REPORT, reportOf(quality.version, goals, [inside, outside, pairs, topics, lessons, cascade, speed]));
  console.error('  ✓ wrote docs/routing-report.md');
}

function timeSection({ quality, dev }: EvalContext): Section {
  const what =
    'Reading of one prompt on one thread of the machine that wrote this report, which was busy with other work: "best of 5" is the work itself,';
  const rest = '"all" has the interruptions in it. The network is never asked.';
  return { title: 'Time of a decision', text: `${what}\n${rest}\n\n${speedTable(quality, evalRowsOf(dev))}` };
}

function show<T extends Section>(section: T): T {
  console.log(`\n## ${section.title}\n\n${section.text}`);
  return section;
}

/** The primary pairs together, then each further pair of a source together: two trainings instead of one per pair. */
function pairFolds(): Pair[][] {
  const bySource = Object.values(readPairs());
  const most = Math.max(...bySource.map((pairs) => pairs.length));
  return Array.from({ length: most }, (_, at) => bySource.flatMap((pairs) => pairs.slice(at, at + 1)));
}
