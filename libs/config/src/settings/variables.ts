/** One environment variable the product reads. */
export interface EnvironmentVariable {
  readonly name: string;
  /** Other names, weaker than the first. */
  readonly aliases: readonly string[];
  readonly group: 'Process' | 'Storage' | 'Providers' | 'Simulation';
  readonly description: string;
  /** As shown in the documentation; null = not set. */
  readonly fallback: string | null;
  readonly isSecret: boolean;
  /** What `.env.example` shows where there is no default. */
  readonly example: string | null;
}

type Details = Partial<Omit<EnvironmentVariable, 'name' | 'group' | 'description'>>;

function variable(
  group: EnvironmentVariable['group'],
  name: string,
  description: string,
  { aliases = [], fallback = null, isSecret = false, example = null }: Details = {},
): EnvironmentVariable {
  return { name, aliases, group, description, fallback, isSecret, example };
}

/** Every variable in the order of the documentation. */
export const VARIABLES: readonly EnvironmentVariable[] = [
  variable(
    'Process',
    'LCO_HOST',
    'Address to listen on. Anything but loopback turns authentication by virtual key on.',
    {
      aliases: ['HOST'],
      fallback: '127.0.0.1',
    },
  ),
  variable('Process', 'LCO_PORT', 'Port to listen on; 0 = any free one.', { aliases: ['PORT'], fallback: '8000' }),
  variable(
    'Process',
    'WORKER_PORT',
    'Port of a worker for its health and metrics; each worker of a machine needs its own.',
    {
      fallback: '8001',
    },
  ),
  variable('Process', 'LCO_PUBLIC_URL', 'Address under which people reach the dashboard, for links.', {
    example: 'https://llm.example.com',
  }),
  variable('Process', 'LCO_CONFIG', 'Path of the configuration file. Default: `config.yaml` where it exists.', {
    example: 'config.yaml',
  }),
  variable('Process', 'LCO_DATA_DIR', 'Folder of everything the product keeps on disk.', { fallback: '.lco' }),
  variable(
    'Process',
    'LCO_ADMIN_TOKEN',
    'Token of the admin API, at least 16 characters. Default: made at the first start and kept in the data folder.',
    { isSecret: true },
  ),
  variable('Process', 'LCO_LOG_LEVEL', '`debug`, `info`, `warn`, `error` or `silent`.', { fallback: 'info' }),
  variable(
    'Process',
    'LCO_DRAIN_TIMEOUT_MS',
    'How long running requests may finish after SIGTERM, in milliseconds (0 to 3600000).',
    { fallback: '30000' },
  ),
  variable('Storage', 'DATABASE_URL', 'Postgres to use instead of the embedded one.', {
    isSecret: true,
    example: 'postgresql://lco:password@localhost:5432/lco',
  }),
  variable('Storage', 'REDIS_URL', 'Redis for several gateways and separate workers; needs DATABASE_URL too.', {
    isSecret: true,
    example: 'redis://localhost:6379',
  }),
  variable(
    'Storage',
    'LCO_RETENTION_DAYS',
    'Days that single requests are kept (1 to 3650); totals are kept for good.',
    {
      fallback: '90',
    },
  ),
  variable(
    'Storage',
    'LCO_SPOOL_MEGABYTES',
    'Megabytes of ledger rows that may wait on the disk while the database is away (1 to 65536).',
    { fallback: '256' },
  ),
  variable('Providers', 'OPENAI_API_KEY', 'Key of OpenAI.', { isSecret: true, example: 'sk-...' }),
  variable('Providers', 'ANTHROPIC_API_KEY', 'Key of Anthropic.', { isSecret: true, example: 'sk-ant-...' }),
  variable('Providers', 'GROQ_API_KEY', 'Key of Groq.', { isSecret: true, example: 'gsk_...' }),
  variable('Providers', 'VLLM_API_KEY', 'Key of the vLLM server, where it asks for one.', { isSecret: true }),
  variable('Providers', 'OLLAMA_API_KEY', 'Key of the Ollama server, where it asks for one.', { isSecret: true }),
  variable('Providers', 'OLLAMA_BASE_URL', 'Address of an Ollama server; having one turns it on.', {
    aliases: ['OLLAMA_HOST'],
    example: 'http://127.0.0.1:11434',
  }),
  variable('Providers', 'VLLM_BASE_URL', 'Address of a vLLM server; having one turns it on.', {
    example: 'http://127.0.0.1:8001/v1',
  }),
  variable('Providers', 'OPENAI_BASE_URL', "Address instead of OpenAI's own, with `/v1`."),
  variable('Providers', 'ANTHROPIC_BASE_URL', "Address instead of Anthropic's own, without `/v1`."),
  variable('Providers', 'GROQ_BASE_URL', "Address instead of Groq's own, with `/openai/v1`."),
  variable(
    'Simulation',
    'LCO_SIMULATE',
    '`auto`: simulated providers when no real one is configured; `on`: always; `off`: never.',
    { fallback: 'auto' },
  ),
  variable('Simulation', 'LCO_SIMULATOR_PORT', 'Port of the simulated providers; 0 = any free one.', { fallback: '0' }),
  variable('Simulation', 'LCO_SIMULATOR_SPEED', '`realistic` waits like a real model; `instant` answers at once.', {
    fallback: 'realistic',
  }),
];
