import type { Fault } from '../faults/fault.schema.ts';
import type { Exchange } from './exchange.ts';
import type { Problem, Wire } from './wire.ts';

const HTML_PAGE = (status: number): string =>
  `<html>\n<head><title>${status} Bad Gateway</title></head>\n<body>\n<center><h1>${status} Bad Gateway</h1></center>\n` +
  '<hr><center>proxy</center>\n</body>\n</html>\n';

/** Answers with an error in the provider's form; nothing is billed. */
export function refuse(exchange: Exchange, wire: Wire, problem: Problem): void {
  const { body, headers } = wire.error(problem, exchange.requestId);
  send(exchange, problem.status, ['content-type', 'application/json', ...headers], body);
}

/** Plays a fault with a status: waits, then answers with the provider's error for it, a page of HTML or no body. */
export async function sendStatusFault(exchange: Exchange, wire: Wire, fault: Fault, model: string): Promise<void> {
  await exchange.wait(fault.delayMs ?? 0);
  if (exchange.isClosed) return;
  const status = fault.status ?? 500;
  const { body, headers } = wire.error(wire.problemFor(fault, status, model), exchange.requestId);
  const added = Object.entries(fault.headers ?? {}).flat();
  if (fault.html) return send(exchange, status, ['content-type', 'text/html', ...added], HTML_PAGE(status));
  const sent = fault.emptyBody ? '' : fault.malformed ? body.slice(0, body.length >> 1) : body;
  send(exchange, status, ['content-type', 'application/json', ...headers, ...added], sent);
}

function send(exchange: Exchange, status: number, headers: string[], body: string): void {
  // Statuses without a body by definition: 204 and 304.
  const isBodiless = status === 204 || status === 304;
  const bytes = Buffer.from(isBodiless ? '' : body);
  exchange.writeHead(status, isBodiless ? headers : [...headers, 'content-length', String(bytes.length)]);
  exchange.end(bytes);
}
