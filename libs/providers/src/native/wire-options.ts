import type { NativeCall } from '@llm-cost-optimizer/contracts';

/** How a provider is reached with its own API. */
export interface WireOptions {
  /** Path behind the base URL, with leading slash, for the model that is sent. */
  readonly pathOf: (model: string) => string;
  readonly headersOf: (call: NativeCall) => readonly string[];
  /** Fields that this provider refuses although the API has them. */
  readonly rejectedFields?: ReadonlySet<string>;
}
