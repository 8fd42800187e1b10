import type { ConfigVersion } from '@llm-cost-optimizer/contracts';

/** What a person needs to know after the start. */
export interface BannerFacts {
  readonly url: string;
  /** Null when no one may sign in by link. */
  readonly signInUrl: string;
  readonly simulated: 'all' | 'some' | 'none';
  readonly providers: readonly string[];
  readonly isLocal: boolean;
  readonly configPath: string | null;
  /** The version in force where nobody wrote it into a file that is there; null = defaults, or those of the file. */
  readonly storedVersion: { readonly number: number; readonly origin: string } | null;
  readonly configWarnings: number;
  readonly seconds: number;
}

const ORIGINS: Readonly<Record<Exclude<ConfigVersion['source'], 'default'>, string>> = {
  file: 'from a file that is not there any more',
  dashboard: 'published in the dashboard',
  api: 'published over the API',
  cli: 'published by lco',
  rollback: 'rolled back to',
};

/** The version in force where no file shows it: of a file that was deleted since, or what was published elsewhere. */
export function storedVersionOf(
  { version, source }: Pick<ConfigVersion, 'version' | 'source'>,
  configPath: string | null,
): BannerFacts['storedVersion'] {
  if (source === 'default' || (configPath !== null && source === 'file')) return null;
  return { number: version, origin: ORIGINS[source] };
}

/** The text printed once the gateway answers. */
export function formatBanner(facts: BannerFacts): string {
  const { url, signInUrl, seconds } = facts;
  return [
    '',
    `LLM Cost Optimizer is ready (${seconds.toFixed(1)} s).`,
    '',
    `  Dashboard   ${url}`,
    `  Sign in     ${signInUrl}`,
    '              (works once, within a day; the next start prints a new one)',
    `  API         ${url}/v1   docs: ${url}/docs`,
    '',
    ...providerLines(facts),
    '  Try it:',
    '',
    ...curlLines(facts),
    '',
    ...keyLines(facts),
    '  Stop with Ctrl-C.',
    '',
  ].join('\n');
}

function providerLines({ simulated, providers }: BannerFacts): string[] {
  const list = providers.length === 0 ? 'none' : providers.join(', ');
  if (simulated === 'none') return [`  Providers   ${list}`, ''];
  const whole = simulated === 'all';
  return [
    '  ****************************************************************************',
    `  *  ${(whole ? 'SIMULATED providers: no real model is called, nothing is paid.' : 'SOME providers are SIMULATED: their answers are not real.').padEnd(72)}*`,
    `  *  ${'Answers are made up; tokens, prices and savings are computed as usual.'.padEnd(72)}*`,
    '  ****************************************************************************',
    `  Providers   ${list}`,
    '',
    '  For real answers set a key in .env or in the shell, then start again:',
    '',
    '    OPENAI_API_KEY=sk-...      (or ANTHROPIC_API_KEY, GROQ_API_KEY, OLLAMA_BASE_URL)',
    '',
  ];
}

function curlLines({ url, isLocal }: BannerFacts): string[] {
  const key = isLocal ? [] : ["    -H 'authorization: Bearer sk-lco-...' \\"];
  return [
    `  curl ${url}/v1/chat/completions \\`,
    "    -H 'content-type: application/json' \\",
    ...key,
    `    -d '{"model":"auto","messages":[{"role":"user","content":"Say hello in one word."}]}'`,
  ];
}

function keyLines({ isLocal, configPath, configWarnings, storedVersion }: BannerFacts): string[] {
  const access = isLocal
    ? '  Only this machine can reach it, so any API key is accepted.'
    : '  Clients need a virtual key: npm run lco -- keys create <name>';
  const config = configPath === null ? [] : [`  Configuration ${configPath}: changes are taken over while it runs.`];
  const warnings =
    configPath === null || configWarnings === 0
      ? []
      : [`              with warnings (${configWarnings}): npm run lco -- config check ${configPath}`];
  const stored =
    storedVersion === null
      ? []
      : [`  Configuration version ${storedVersion.number} of the database is in force (${storedVersion.origin}).`];
  return [access, ...config, ...warnings, ...stored];
}
