import { catalogueFor, formatProblem, resolveConfig } from '@llm-cost-optimizer/config';
import { type Catalogue, createCatalogue } from '@llm-cost-optimizer/pricing';
import { readUsage } from '@llm-cost-optimizer/providers';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { printJson } from '../output.ts';
import { readTextFile } from '../text-file.ts';
import type { CliContext } from './command.ts';

interface CostOptions {
  readonly provider: string;
  readonly model: string;
  readonly usage: string;
  readonly at?: string;
  readonly serviceTier?: string;
  readonly region?: string;
  readonly config?: string;
}

const EXAMPLE = '{"prompt_tokens": 1200, "completion_tokens": 300, "prompt_tokens_details": {"cached_tokens": 1024}}';
const DAY = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2}))?$/;

/** `lco cost`: what a usage costs, by the prices and the arithmetic of the ledger; needs no gateway. Always prints JSON. */
export function addCost(program: Command, context: CliContext): void {
  program
    .command('cost')
    .description('What a usage costs, as the ledger would book it; no gateway is asked')
    .requiredOption('--provider <id>', 'openai, anthropic, groq, …')
    .requiredOption('--model <id>', 'the id the provider knows')
    .requiredOption(
      '--usage <file>',
      'usage as the provider sends it, or its whole answer, as JSON; - = standard input',
    )
    .option('--at <day>', 'prices of that day, e.g. 2026-11-20 (UTC) or 2026-11-20T09:30:00Z; default now')
    .option('--service-tier <tier>', 'batch, flex, priority, …; default: as the usage says, else the usual one')
    .option('--region <name>', 'region the work was bound to; default: as the usage says')
    .option('--config <file>', "configuration whose agreed prices count before the provider's list")
    .action(async (options: CostOptions) => {
      const at = readTime(options.at);
      const text =
        options.usage === '-' ? await context.readStdin() : await readTextFile(context.env, options.usage, '--usage');
      const reading = readUsage(parseJson(text, options.usage), options.provider);
      if (reading === null) {
        throw new CliError(
          `--usage: no usage of a provider was found in it, or a count in it cannot be true. Expected e.g. ${EXAMPLE}`,
        );
      }
      const catalogue = await catalogueOf(options.config, context);
      const serviceTier = options.serviceTier ?? reading.serviceTier;
      const region = options.region ?? reading.region;
      const query = { provider: options.provider, usage: reading.usage, at, serviceTier, region };
      const priced = catalogue.price({ ...query, model: modelIdOf(options, catalogue, at) });
      printJson(context.output, {
        cost_usd: priced.costUsd,
        lines: priced.lines.map((line) => ({
          unit: line.unit,
          tokens: line.tokens,
          rate: line.rateUsdPerMillion,
          factor: line.factor,
          cost_usd: line.costUsd,
        })),
        price_source: priced.priceSource,
        match_kind: priced.matchKind,
        estimated: priced.isEstimated,
        provider: options.provider,
        model: options.model,
        service_tier: serviceTier,
        region,
        at: new Date(at).toISOString(),
        catalogue_version: catalogue.version,
      });
    });
}

/** `openai/gpt-6.2-sol` is taken for `gpt-6.2-sol` at OpenAI; at Groq `openai/…` is part of the id. */
function modelIdOf({ provider, model }: CostOptions, catalogue: Catalogue, at: number): string {
  const prefix = `${provider}/`;
  if (!model.startsWith(prefix)) return model;
  const isKnown = catalogue.rates({ provider, model }, at).inputUsdPerMillion !== null;
  return isKnown ? model : model.slice(prefix.length);
}

async function catalogueOf(file: string | undefined, context: CliContext): Promise<Catalogue> {
  const base = createCatalogue();
  if (file === undefined) return base;
  const yaml = await readTextFile(context.env, file, '--config');
  const input = { yaml, version: 0, env: context.env, catalogue: base, simulatorUrl: null, simulate: 'off' as const };
  const { config, problems } = resolveConfig({ ...input, localModels: [], now: Date.now() });
  const [first] = problems.filter(({ severity }) => severity === 'error');
  if (config === null)
    throw new CliError(`--config: ${first === undefined ? 'the file cannot be used.' : formatProblem(first, file)}`);
  return catalogueFor(config.providers, base);
}

function readTime(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const time = DAY.test(text) ? Date.parse(text) : Number.NaN;
  // `2026-02-30` is rolled over into March by Date.parse.
  if (Number.isNaN(time) || (text.length === 10 && new Date(time).toISOString().slice(0, 10) !== text)) {
    throw new CliError(`--at: "${text}" is not a day such as 2026-11-20, nor a time such as 2026-11-20T09:30:00Z.`);
  }
  return time;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`--usage: ${file === '-' ? 'standard input' : file} is not JSON. Expected e.g. ${EXAMPLE}`);
  }
}
