import type { GatewayError, NativeSurface, Surface as SurfaceName, TokenUsage } from '@llm-cost-optimizer/contracts';
import type { Fields, SurfaceCodec, SurfaceRequest } from '@llm-cost-optimizer/surfaces';

/** A body that has been checked to be a JSON object. */
export type { Fields, SurfaceRequest };

/** What is known of a provider that speaks the client's own API. */
export interface NativeTarget {
  /** True when what the client brings of earlier turns can only come from this very provider. */
  readonly isOnlySource: boolean;
}

/** A way to answer by another API of the provider, where that is no chat. */
export interface Detour {
  /** The API that the provider is asked in. */
  readonly surface: NativeSurface;
  /** The client's body in the words of that API, without the model. */
  toBody(source: Fields): Fields;
  /** The answer in the client's own form. Throws SyntaxError when it is not JSON. */
  encodeAnswer(answer: Uint8Array, model: string, usage: TokenUsage): string;
}

/** An API that clients speak to the gateway, as the request path sees it. */
export interface Surface {
  readonly id: SurfaceName;
  /** Without the `/v1`, which may stand before it. */
  readonly path: string;
  /** Brings the body to the canonical form, which is chat completions; null = it is in that form already. */
  readonly read: ((body: Fields) => SurfaceRequest) | null;
  /** Writes the answers of providers that speak another API; null = only those that speak this one can answer. */
  readonly codec: SurfaceCodec | null;
  /** What is changed in a body on its way to a provider of this API; null = nothing. Returns the same object where nothing was. */
  readonly cleanFor: ((body: Fields, target: NativeTarget) => Fields) | null;
  /** Null where there is none. */
  readonly detour: Detour | null;
  /** True where a stream is one JSON object a line and answers have no object for usage; else streams are server-sent events. */
  readonly isJsonLines: boolean;
  /**
   * What is answered to a request that generates nothing, where no provider can take it; null = it is another one, or the
   * API has none.
   */
  readonly idleAnswer:
    | ((body: Fields, answer: { readonly model: string; readonly createdAt: number }) => Fields | null)
    | null;
  /** True where models that chat are spoken to in chat completions although their provider has this API (for other models). */
  readonly isForOlderModels: boolean;
  /**
   * `routed`: the router decides who answers. `as_named`: no other model can take the place of the one that was named.
   * `counted`: the model that was named counts for itself, and the router chooses only where none was.
   */
  readonly choice: 'routed' | 'as_named' | 'counted';
  /** False where an answer has no reason to end and is whole when it is read. */
  readonly hasFinishReason: boolean;
  /** True where clients read `request-id` besides `x-request-id`. */
  readonly sendsRequestId: boolean;
  /** False where nothing is generated: no row is written. */
  readonly isBooked: boolean;
  /** Writes a count of tokens that the gateway estimated itself, in the API's form; null where nothing is counted. */
  readonly writeCount: ((inputTokens: number) => Fields) | null;
  errorStatus(error: GatewayError): number;
  errorBody(error: GatewayError, requestId: string): object;
  /** An error in the middle of a stream. */
  errorEvent(error: GatewayError, requestId: string): string;
}
