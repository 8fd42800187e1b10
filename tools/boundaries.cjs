// Module boundaries: which project may import which, and which packages belong where. Held by `npm run boundaries`.
// The tags stand in each project's package.json; tools/boundaries.spec.ts plants violations and expects this to fail.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const SPEC = '\\.spec\\.tsx?$|/__[a-z]+__/|vitest\\.config\\.ts$|/conformance/|/test/';

/** Projects of a tag as one path pattern. */
function projects(tag) {
  const found = [];
  for (const area of ['apps', 'libs']) {
    for (const name of readdirSync(join(root, area))) {
      const { nx } = JSON.parse(readFileSync(join(root, area, name, 'package.json'), 'utf8'));
      if (nx.tags.includes(tag)) found.push(`${area}/${name}`);
    }
  }
  return `^(${found.join('|')})/`;
}

const contract = projects('type:contract');
const domain = projects('type:domain');
const adapter = projects('type:adapter');
const feature = projects('type:feature');
const app = projects('type:app');
const testing = projects('type:testing');
const browser = projects('runtime:browser');
const nodeOnly = projects('runtime:node');
const any = (...patterns) => patterns.join('|');
const npm = (names) => `node_modules/(${names})(/|$)`;

const source = (path) => ({ path, pathNot: SPEC });
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Modules that need each other are one module.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid('contracts-import-nothing', 'Contracts know no other project.', source(contract), {
      path: any(domain, adapter, feature, app, testing),
    }),
    forbid('contracts-import-only-zod', 'Contracts use zod only.', source(contract), {
      path: 'node_modules/',
      pathNot: npm('zod'),
    }),
    forbid('domain-imports-contracts-and-domain', 'Domain code is free of adapters and apps.', source(domain), {
      path: any(adapter, feature, app, testing),
    }),
    forbid('domain-is-pure', 'No I/O, framework or driver in the domain.', source(domain), {
      path: npm('@nestjs|@prisma|ioredis|bullmq|react|pg|undici|fastify'),
    }),
    forbid('domain-has-no-node-modules', 'Domain code runs in a browser too.', source(domain), {
      dependencyTypes: ['core'],
    }),
    forbid(
      'adapters-do-not-meet',
      'Adapters know contracts and domain, never each other.',
      { path: '^libs/([^/]+)/', pathNot: any(SPEC, contract, domain, feature, testing) },
      { path: adapter, pathNot: '^libs/$1/' },
    ),
    forbid('adapters-do-not-import-upwards', 'Adapters know no feature and no app.', source(adapter), {
      path: any(feature, app),
    }),
    forbid('features-do-not-import-apps', 'Features know no app.', source(feature), { path: app }),
    forbid(
      'apps-do-not-meet',
      'Apps never import each other.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    forbid('browser-imports-browser-code', 'The dashboard takes contracts only, no Node code.', source(browser), {
      path: nodeOnly,
    }),
    forbid(
      'testing-is-for-specs',
      'Test helpers stay out of the product.',
      { path: '^(apps|libs)/', pathNot: any(SPEC, testing) },
      { path: testing },
    ),
    forbid(
      'no-relative-path-across-projects',
      'Across projects use the package name.',
      { path: '^(apps|libs)/([^/]+)/' },
      { path: '^(apps|libs)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    ),
    forbid(
      'features-of-the-dashboard-do-not-meet',
      'Pages share components and lib only.',
      { path: '^apps/dashboard/src/features/([^/]+)/' },
      { path: '^apps/dashboard/src/features/', pathNot: '^apps/dashboard/src/features/$1/' },
    ),
    forbid(
      'only-runtime-knows-redis-and-bullmq',
      'Redis and BullMQ live behind ports.',
      { path: '^(apps|libs)/', pathNot: any(SPEC, '^libs/runtime/') },
      { path: npm('ioredis|bullmq') },
    ),
    forbid(
      'only-persistence-knows-prisma',
      'The database lives behind repositories.',
      { path: '^(apps|libs)/', pathNot: any(SPEC, '^libs/persistence/') },
      { path: npm('@prisma') },
    ),
    forbid('resolvable', 'Every import resolves.', { path: '^(apps|libs)/' }, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(apps|libs)/[^/]+/(dist|src/generated)/' },
    parser: 'swc',
    moduleSystems: ['es6'],
    extraExtensionsToScan: [],
    enhancedResolveOptions: {
      conditionNames: ['@lco/source', 'types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
