import { catalogueFor, formatProblem, resolveConfig } from '@llm-cost-optimizer/config';
import type { Catalogue } from '@llm-cost-optimizer/pricing';
import { CliError } from './cli-error.ts';
import type { Environment } from './client.ts';
import { readTextFile } from './text-file.ts';

/**
 * Nobody is called, so prices count whether or not this machine has the key or the address of the provider. Port 9 is "discard".
 */
const STAND_INS: Environment = {
  OPENAI_API_KEY: 'not-used',
  ANTHROPIC_API_KEY: 'not-used',
  GROQ_API_KEY: 'not-used',
  OLLAMA_BASE_URL: 'http://127.0.0.1:9',
  VLLM_BASE_URL: 'http://127.0.0.1:9/v1',
};

/** The catalogue with the agreed prices of a configuration file, the option `--config`; `base` itself without one. */
export async function catalogueWith(file: string | undefined, env: Environment, base: Catalogue): Promise<Catalogue> {
  if (file === undefined) return base;
  const yaml = await readTextFile(env, file, '--config');
  const input = { yaml, version: 0, env: { ...STAND_INS, ...env }, catalogue: base, simulatorUrl: null };
  const { config, problems } = resolveConfig({ ...input, simulate: 'off', localModels: [], now: Date.now() });
  const [first] = problems.filter(({ severity }) => severity === 'error');
  if (config === null)
    throw new CliError(`--config: ${first === undefined ? 'the file cannot be used.' : formatProblem(first, file)}`);
  return catalogueFor(config.providers, base);
}
