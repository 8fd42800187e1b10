// `npm run demo`: sends a minute of varied traffic through the running gateway, so that the dashboard has something to show.
import { parseArgs } from 'node:util';
import { overviewSchema } from '@llm-cost-optimizer/contracts';
import OpenAI from 'openai';
import { type Connection, findConnection } from '../../apps/cli/src/client.ts';
import { money, percent, count as shownCount } from '../../apps/cli/src/output.ts';
import { createTraffic, type DemoRequest } from './traffic.ts';

const HELP = `npm run demo -- [--url <address>] [--requests 240] [--seconds 50] [--key sk-lco-…]

Sends varied requests (easy to hard, repeats, bursts, tools, long prompts, several teams) to the gateway that\nruns from the data folder, or at --url.`;

interface Tally {
  sent: number;
  failed: number;
  firstError: string | null;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      requests: { type: 'string', default: '240' },
      seconds: { type: 'string', default: '50' },
      key: { type: 'string', default: process.env.LCO_API_KEY ?? 'sk-demo' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const count = wholeNumber('requests', values.requests);
  const seconds = wholeNumber('seconds', values.seconds);
  const connection = findConnection({ url: values.url }, process.env);
  const { url } = connection;
  await checkGateway(url);
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: values.key, maxRetries: 0 });
  const groups = createTraffic(count);
  const pauseMs = (seconds * 1_000) / groups.length;
  const tally: Tally = { sent: 0, failed: 0, firstError: null };
  const running: Promise<void>[] = [];
  console.log(
    `Sending ${groups.flat().length} requests to ${url} over about ${seconds} s. Watch them on the dashboard.`,
  );
  for (const group of groups) {
    for (const request of group) running.push(send(client, request, tally));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (process.stdout.isTTY) process.stdout.write(`\r${tally.sent} answered, ${tally.failed} failed `);
  }
  await Promise.all(running);
  console.log(
    `\n${tally.sent} answered, ${tally.failed} failed.${tally.firstError === null ? '' : ` First failure: ${tally.firstError}`}`,
  );
  await printSavings(connection);
  if (tally.failed > 0) process.exitCode = 1;
}

async function send(client: OpenAI, request: DemoRequest, tally: Tally): Promise<void> {
  try {
    const answer = await client.chat.completions.create(request.body, {
      headers: { 'x-lco-tags': `team:${request.team}` },
    });
    if (Symbol.asyncIterator in answer) for await (const _chunk of answer);
    tally.sent += 1;
  } catch (error) {
    tally.failed += 1;
    tally.firstError ??= error instanceof Error ? error.message : String(error);
  }
}

async function checkGateway(url: string): Promise<void> {
  const answer = await fetch(`${url}/health/ready`).catch(() => null);
  if (answer?.ok === true) return;
  throw new Error(
    `No gateway is ready at ${url}. Start it with \`npm start\` in another terminal, or name its address with --url.`,
  );
}

/** Prints what the ledger says of the last hour; needs the admin token, which lies in the data folder of a local gateway. */
async function printSavings({ url, token }: Connection): Promise<void> {
  if (token === null) return;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const answer = await fetch(`${url}/api/v1/overview?range=1h`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) return;
  const { totals } = overviewSchema.parse(await answer.json());
  const saved = `saved ${money(totals.savedUsd)} (${percent(totals.savingsRate)})`;
  console.log(
    `Ledger, last hour: ${shownCount(totals.requests)} requests, paid ${money(totals.costUsd)}, baseline ${money(totals.baselineUsd)}, ${saved}.`,
  );
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100_000)
    throw new Error(`--${name} must be a whole number from 1 to 100000.`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
