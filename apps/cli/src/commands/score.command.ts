import type { Readable, Writable } from 'node:stream';
import {
  beliefsFrom,
  createRowScorer,
  type FeedbackRow,
  feedbackRowSchema,
  type Learned,
  LIMITS,
  learn,
  type QualityModel,
  type RowScore,
  scoreRowSchema,
} from '@llm-cost-optimizer/routing';
import type { Command } from 'commander';
import type * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { openInput, openOutput, readJsonLines } from '../json-lines.ts';
import { openQualityModel } from '../quality-weights.ts';
import { pathFrom } from '../text-file.ts';
import type { CliContext } from './command.ts';

interface ScoreOptions {
  readonly in: string;
  readonly out: string;
  readonly cascade?: boolean;
  readonly learn?: string;
}

/** Digits of a score: enough to keep the order of any two prompts, short enough to read. */
const DIGITS = 6;

/** `lco score`: scores prompts with the code and weights of the request path; needs no gateway and no network. */
export function addScore(program: Command, context: CliContext): void {
  program
    .command('score')
    .description(
      'How much prompts need the stronger model, by the code and weights of the request path; no gateway is asked',
    )
    .requiredOption('--in <file>', 'JSON Lines {id, prompt | messages, strong_model?, weak_model?}; - = standard input')
    .option('--out <file>', 'JSON Lines {id, score, pairs?}, higher = needed more; - = standard output', '-')
    .option('--cascade', 'rows with `answers` of cheap models: score after the weak answer and second opinions')
    .option('--learn <file>', 'first learn from feedback: JSON Lines {id, prompt | messages, outcomes: {model: 0..1}}')
    .action(async (options: ScoreOptions) => {
      const { stdin, stdout } = context.streams ?? process;
      await scoreFile(options, context, { stdin, stdout });
    });
}

async function scoreFile(
  options: ScoreOptions,
  { env }: CliContext,
  { stdin, stdout }: { readonly stdin: Readable; readonly stdout: Writable },
): Promise<void> {
  const name = options.in === '-' ? 'standard input' : options.in;
  const input = await openInput(options.in === '-' ? '-' : pathFrom(env, options.in), stdin);
  const quality = openQualityModel();
  const learned = options.learn === undefined ? null : await learnFrom(pathFrom(env, options.learn), quality);
  const score = createRowScorer({ quality, learned, isCascade: options.cascade === true });
  const output = await openOutput(options.out === '-' ? '-' : pathFrom(env, options.out), stdout);
  try {
    for await (const { number, value } of readJsonLines(input, name)) {
      await output.write(JSON.stringify(rounded(score(parseRow(scoreRowSchema, value, `${name} line ${number}`)))));
    }
  } catch (error) {
    await output.abandon();
    throw error;
  }
  await output.end();
}

/** Learns as the gateway does from the same labels. Holds no more of them than the gateway would. */
async function learnFrom(path: string, quality: QualityModel): Promise<Learned> {
  const rows: FeedbackRow[] = [];
  for await (const { number, value } of readJsonLines(await openInput(path, process.stdin), path)) {
    rows.push(parseRow(feedbackRowSchema, value, `${path} line ${number}`));
    if (rows.length > LIMITS.inAll) rows.shift();
  }
  const abilityOf = (name: string) => quality.abilityOf({ name, blendedUsdPerMillion: null, averageQuality: null });
  return learn(beliefsFrom(rows, quality), quality, abilityOf);
}

/** Throws CliError naming the line and the field. */
function parseRow<T>(schema: z.ZodType<T>, value: unknown, place: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? 'the row' : `\`${issue.path.join('.')}\``;
  throw new CliError(`${place}: ${field}: ${issue?.message ?? 'not as documented'}.`);
}

function rounded(row: RowScore): RowScore {
  const short = (value: number): number => Number(value.toFixed(DIGITS));
  const pairs = Object.entries(row.pairs ?? {}).map(([pair, value]) => [
    pair,
    typeof value === 'number' ? short(value) : { ...value, score: short(value.score) },
  ]);
  return { ...row, score: short(row.score), ...(pairs.length === 0 ? {} : { pairs: Object.fromEntries(pairs) }) };
}
