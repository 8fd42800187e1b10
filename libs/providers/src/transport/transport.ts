import { HttpExchange } from './exchange.ts';
import { Origins, requestPath, type ServerLink } from './origins.ts';
import type { Transport, TransportCall, TransportHandle, TransportOptions, TransportSink } from './transport.types.ts';
import { BAD_ADDRESS } from './transport-failure.ts';

/**
 * HTTP/1.1 to the providers over undici's `Pool.dispatch`, the cheapest of its calls. No retries, no redirects, no
 * decompression, no cookies: what goes out and comes in is what stands in the call.
 */
export function createTransport(options: TransportOptions = {}): Transport {
  const origins = new Origins(options);
  return {
    dispatch(call: TransportCall, sink: TransportSink): TransportHandle {
      let target: ReturnType<Origins['target']>;
      try {
        target = origins.target(call.baseUrl);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        const exchange = new HttpExchange(call, sink, call.path, NOWHERE);
        exchange.failLater(BAD_ADDRESS);
        return exchange;
      }
      const exchange = new HttpExchange(call, sink, requestPath(target, call.path), target.link);
      origins.pool(target.origin).dispatch(exchange, exchange);
      return exchange;
    },
    close: () => origins.destroy(),
  };
}

const NOWHERE: ServerLink = { renew: () => undefined, isLookingUp: () => false };
