// Bundles the Node app in whose folder it is run: our libraries are inlined, npm packages stay outside.
// `--watch` rebuilds on change and prints one JSON line per finished build (read by tools/dev.mjs).
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown, watch } from 'rolldown';

const input = {
  input: 'src/main.ts',
  platform: 'node',
  tsconfig: 'tsconfig.json',
  resolve: { conditionNames: ['@lco/source', 'import', 'node', 'default'] },
  // Decorator helpers come from @oxc-project/runtime and must be inlined; ids with \0 are rolldown's own.
  external: (id) => !/^[./\0]|^@llm-cost-optimizer\/|^@oxc-project\/runtime/.test(id),
};
const output = {
  dir: 'dist',
  format: 'esm',
  sourcemap: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
};

/** The weights of the learned scorer go beside the bundle of each app that routes: an image holds the bundle alone. */
function copyWeights() {
  const { dependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
  if (!Object.hasOwn(dependencies, '@llm-cost-optimizer/routing')) return;
  mkdirSync('dist', { recursive: true });
  copyFileSync(join('..', '..', 'libs', 'routing', 'weights', 'quality.bin'), join('dist', 'quality.bin'));
}

if (process.argv.includes('--watch')) {
  copyWeights();
  watch({ ...input, output }).on('event', (event) => {
    if (event.code === 'BUNDLE_END') console.log(JSON.stringify({ built: true, ms: event.duration }));
    if (event.code === 'ERROR') console.log(JSON.stringify({ built: false, message: event.error.message }));
  });
} else {
  rmSync('dist', { recursive: true, force: true });
  const bundle = await rolldown(input);
  await bundle.write(output);
  await bundle.close();
  copyWeights();
}
