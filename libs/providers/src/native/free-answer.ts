import { NO_USAGE, type ProviderAnswer } from '@llm-cost-optimizer/contracts';

/** An answer that nobody generated and nobody bills. */
export function freeAnswer(body: Uint8Array, model: string | null): ProviderAnswer {
  return {
    body,
    usage: NO_USAGE,
    model,
    finishReason: null,
    serviceTier: null,
    outputChars: 0,
    isComplete: true,
  };
}
