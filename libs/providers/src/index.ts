export { type ListModelsOptions, listModels } from './list-models.ts';
export { createOpenAiCompatibleAdapter, type GenericProvider } from './openai-compatible/generic.adapter.ts';
export { isProviderError, ProviderError } from './provider-error.ts';
export { type AdapterRegistry, createAdapterRegistry } from './registry.ts';
export { createTransport } from './transport/transport.ts';
export type {
  Transport,
  TransportCall,
  TransportHandle,
  TransportOptions,
  TransportSink,
} from './transport/transport.types.ts';
export { readUsage, type UsageReading } from './usage/read-usage.ts';
