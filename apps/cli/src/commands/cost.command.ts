import { type Catalogue, createCatalogue } from '@llm-cost-optimizer/pricing';
import { readUsage } from '@llm-cost-optimizer/providers';
import type { Command } from 'commander';
import { catalogueWith } from '../agreed-prices.ts';
import { CliError } from '../cli-error.ts';
import { readKeptPrices } from '../kept-prices.ts';
import { printJson } from '../output.ts';
import { readTextFile } from '../text-file.ts';
import { readTime } from '../time.ts';
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
      const at = readTime(options.at, '--at');
      const text =
        options.usage === '-' ? await context.readStdin() : await readTextFile(context.env, options.usage, '--usage');
      const reading = readUsage(parseJson(text, options.usage), options.provider);
      if (reading === null) {
        throw new CliError(
          `--usage: no usage of a provider was found in it, or a count in it cannot be true. Expected e.g. ${EXAMPLE}`,
        );
      }
      const kept = await readKeptPrices(context.env);
      const catalogue = await catalogueWith(options.config, context.env, createCatalogue({ feed: kept?.feed ?? null }));
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

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError(`--usage: ${file === '-' ? 'standard input' : file} is not JSON. Expected e.g. ${EXAMPLE}`);
  }
}
