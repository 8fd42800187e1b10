import type { ProviderFailure } from '@llm-cost-optimizer/contracts';

/** A failed call as an exception, for places that cannot return it. `failure.kind` decides what happens next. */
export class ProviderError extends Error {
  readonly failure: ProviderFailure;

  constructor(failure: ProviderFailure, options: { readonly cause?: unknown } = {}) {
    super(failure.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProviderError';
    this.failure = failure;
  }
}

/** Whether something caught is a ProviderError. */
export function isProviderError(error: unknown): error is ProviderError {
  return error instanceof ProviderError;
}
