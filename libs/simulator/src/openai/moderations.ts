import type { IncomingMessage, ServerResponse } from 'node:http';
import { listOf, recordOf } from '../generator/json.ts';
import { sha256Hex } from '../generator/random.ts';
import { Exchange } from '../server/exchange.ts';
import { type CallContext, parseJson } from '../server/handle-call.ts';
import { readBody } from '../server/read-body.ts';
import { refuse } from '../server/refuse.ts';
import { openAiChat, openAiErrorHeaders } from './openai.chat.ts';
import { badRequest } from './openai.problems.ts';

const CATEGORIES = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/instructions',
  'self-harm/intent',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
];
const MODELS = new Set(['omni-moderation-latest', 'omni-moderation-2024-09-26']);
/** The one thing that this judge minds. */
const VIOLENT = /\bkill\b/i;

/** OpenAI's moderation: free, with a row in the books all the same. */
export async function handleModerations(
  context: CallContext,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = `req_${context.ids.next()}`;
  const { books, options } = context;
  const place = { provider: 'openai', kind: 'moderations', path: '/openai/v1/moderations' } as const;
  const exchange = new Exchange({ response, books, requestId, ...place });
  const bytes = await readBody(incoming, options.maxBodyBytes);
  if (exchange.isClosed) return;
  const problem = openAiChat.checkKey(incoming.headers);
  if (problem !== null) return refuse(exchange, openAiChat, problem);
  const body = bytes === null ? null : parseJson(bytes);
  if (body === null) return refuse(exchange, openAiChat, openAiChat.badJson());
  const model = typeof body.model === 'string' ? body.model : 'omni-moderation-latest';
  exchange.model = model;
  if (!MODELS.has(model)) return refuse(exchange, openAiChat, openAiChat.unknownModel(model));
  const inputs = inputsOf(body.input);
  if (inputs === null) return refuse(exchange, openAiChat, badRequest("Invalid 'input'.", 'input'));
  exchange.promptSha256 = sha256Hex(inputs.join('\0'));
  const answer = Buffer.from(JSON.stringify({ id: `modr-${context.ids.next()}`, model, results: inputs.map(judge) }));
  const headers = openAiErrorHeaders(requestId);
  exchange.writeHead(200, ['content-type', 'application/json', 'content-length', String(answer.length), ...headers]);
  exchange.end(answer);
}

/** Each text is judged by itself; parts make one. Null = there is nothing to judge. */
function inputsOf(input: unknown): string[] | null {
  if (typeof input === 'string') return [input];
  const list = listOf(input);
  if (list.length === 0) return null;
  if (list.every((one) => typeof one === 'string')) return list.map(String);
  return [list.map((part) => recordOf(part).text ?? '').join('\n')];
}

function judge(text: string): object {
  const flagged = VIOLENT.test(text);
  const of = <T>(toValue: (isMeant: boolean) => T): Record<string, T> =>
    Object.fromEntries(CATEGORIES.map((name) => [name, toValue(flagged && name === 'violence')]));
  return {
    flagged,
    categories: of((isMeant) => isMeant),
    category_scores: of((isMeant) => (isMeant ? 0.97 : 0.0001)),
    category_applied_input_types: of(() => ['text']),
  };
}
