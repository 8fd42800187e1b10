import { GatewayError } from '@llm-cost-optimizer/contracts';
import { textToBytes } from '../bytes.ts';
import type { Run } from '../run.ts';
import { JSON_TYPE } from './respond/headers.ts';

/**
 * Answers a request that generates nothing (loading or unloading a model) where no provider of the route has models to load.
 * False = the request was another one, or is itself at fault.
 */
export function respondIdle(run: Run, thrown: unknown): boolean {
  const { exchange, surfaceRequest, requested } = run;
  const { idleAnswer } = exchange.surface;
  if (idleAnswer === null || surfaceRequest === null || exchange.isOpen) return false;
  if (!(thrown instanceof GatewayError) || thrown.code !== 'no_capable_model') return false;
  const createdAt = Math.floor(run.startedAtMs / 1_000);
  const answer = idleAnswer(surfaceRequest.source, { model: requested?.name ?? '', createdAt });
  if (answer === null) return false;
  run.outcome = run.isClientGone ? 'cancelled' : 'ok';
  exchange.send(200, ['x-request-id', run.clientRequestId, ...JSON_TYPE], textToBytes(JSON.stringify(answer)));
  return true;
}
