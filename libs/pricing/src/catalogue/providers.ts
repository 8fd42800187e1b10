import type { ServiceTierRow } from './model.ts';

/** What the catalogue knows of a provider beside its models. */
export interface CatalogueProvider {
  readonly id: string;
  /** True for servers whose models are their own: no list price, whatever they serve. */
  readonly isLocal: boolean;
  readonly serviceTiers: readonly ServiceTierRow[];
}

/** Tiers that mean the list price everywhere. */
export const STANDARD_TIERS: ReadonlySet<string> = new Set([
  'default',
  'auto',
  'standard',
  'on_demand',
  'standard_only',
]);

/** Providers that can be routed to. Others are only known as price references of the bundled data. */
export const PROVIDERS: readonly CatalogueProvider[] = [
  {
    id: 'openai',
    isLocal: false,
    // Fast and priority are twice the rate of the same prompt length.
    serviceTiers: [
      { tier: 'batch', factor: '0.5', validFrom: null },
      { tier: 'flex', factor: '0.5', validFrom: null },
      { tier: 'priority', factor: '2', validFrom: null },
      { tier: 'fast', factor: '2', validFrom: null },
    ],
  },
  {
    // Priority is sold as a commitment without a list price: it stays unknown here and marks the cost as estimated.
    id: 'anthropic',
    isLocal: false,
    serviceTiers: [{ tier: 'batch', factor: '0.5', validFrom: null }],
  },
  {
    // Groq's flex is the same price with lower priority.
    id: 'groq',
    isLocal: false,
    serviceTiers: [
      { tier: 'batch', factor: '0.5', validFrom: null },
      { tier: 'flex', factor: '1', validFrom: null },
      { tier: 'performance', factor: '1', validFrom: null },
    ],
  },
  { id: 'ollama', isLocal: true, serviceTiers: [] },
  { id: 'vllm', isLocal: true, serviceTiers: [] },
];
