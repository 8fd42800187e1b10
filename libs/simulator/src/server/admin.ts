import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { faultRuleSchema } from '../faults/fault.schema.ts';
import type { CallContext } from './handle-call.ts';
import { readBody } from './read-body.ts';
import { sendJson } from './send-json.ts';

const rowsQuerySchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

/**
 * The simulator's own API: `/books`, `/books/requests`, `/faults`, `/health`. False when the path is none of them.
 * Errors are `{ "error": { "message" } }`.
 */
export async function handleAdmin(
  context: CallContext,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  const call = `${incoming.method} ${url.pathname}`;
  switch (call) {
    case 'GET /health':
      sendJson(response, 200, { status: 'ok' });
      return true;
    case 'GET /books':
      sendJson(response, 200, context.books.totals());
      return true;
    case 'DELETE /books':
      context.books.clear();
      sendJson(response, 200, { cleared: true });
      return true;
    case 'GET /books/requests':
      sendRows(context, url, response);
      return true;
    case 'GET /faults':
      sendJson(response, 200, { rules: context.faults.list() });
      return true;
    case 'POST /faults':
      await addRules(context, incoming, response);
      return true;
    case 'DELETE /faults':
      context.faults.clear();
      sendJson(response, 200, { cleared: true });
      return true;
    default:
      return removeRule(context, call, response);
  }
}

function sendRows({ books }: CallContext, url: URL, response: ServerResponse): void {
  const query = rowsQuerySchema.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) {
    sendJson(response, 400, { error: { message: z.prettifyError(query.error) } });
    return;
  }
  const rows = books.rows(query.data.after, query.data.limit);
  sendJson(response, 200, { rows, nextAfter: rows.at(-1)?.seq ?? query.data.after });
}

async function addRules({ faults }: CallContext, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(incoming, 1024 * 1024);
  const rules = z
    .union([faultRuleSchema.transform((rule) => [rule]), z.array(faultRuleSchema).min(1).max(200)])
    .safeParse(parse(bytes));
  if (!rules.success) return sendJson(response, 400, { error: { message: z.prettifyError(rules.error) } });
  try {
    const added = rules.data.map((rule) => faults.add(rule));
    sendJson(response, 201, { rules: added });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    sendJson(response, 409, { error: { message: error.message } });
  }
}

function removeRule({ faults }: CallContext, call: string, response: ServerResponse): boolean {
  const id = /^DELETE \/faults\/(\d+)$/.exec(call)?.[1];
  if (id === undefined) return false;
  const isRemoved = faults.remove(Number(id));
  if (isRemoved) sendJson(response, 200, { removed: Number(id) });
  else sendJson(response, 404, { error: { message: `no fault rule ${id}` } });
  return true;
}

function parse(bytes: Buffer | null): unknown {
  try {
    return JSON.parse(bytes?.toString('utf8') ?? '');
  } catch {
    return null;
  }
}
