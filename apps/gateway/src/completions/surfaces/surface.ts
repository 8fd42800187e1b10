import type { GatewayError, Surface as SurfaceName } from '@llm-cost-optimizer/contracts';
import type { Fields, SurfaceCodec, SurfaceRequest } from '@llm-cost-optimizer/surfaces';

/** A body that has been checked to be a JSON object. */
export type { Fields, SurfaceRequest };

/** An API that clients speak to the gateway, as the request path sees it. */
export interface Surface {
  readonly id: SurfaceName;
  /** Without the `/v1`, which may stand before it. */
  readonly path: string;
  /** Brings the body to the canonical form, which is chat completions; null = it is in that form already. */
  readonly read: ((body: Fields) => SurfaceRequest) | null;
  /** Writes the answers of providers that speak another API; null = only those that speak this one can answer. */
  readonly codec: SurfaceCodec | null;
  /** False where an answer has no reason to end and is whole when it is read. */
  readonly hasFinishReason: boolean;
  /** True where clients read `request-id` besides `x-request-id`. */
  readonly sendsRequestId: boolean;
  /** False where nothing is generated: no row is written. */
  readonly isBooked: boolean;
  errorStatus(error: GatewayError): number;
  errorBody(error: GatewayError, requestId: string): object;
  /** An error in the middle of a stream. */
  errorEvent(error: GatewayError, requestId: string): string;
}
