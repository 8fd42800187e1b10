import type { ServiceTierRow } from './model.ts';

/** What the catalogue knows of a provider beside its models. */
export interface CatalogueProvider {
  readonly id: string;
  /** True for servers whose models are their own: no list price, whatever they serve. */
  readonly isLocal: boolean;
  readonly serviceTiers: readonly ServiceTierRow[];
  /** USD per million calls of its own tools, for every model without rates of its own; null = none published. */
  readonly toolRates: ToolRates | null;
  /** Multipliers on all token rates where the work is bound to a region, by the provider's word for it; `*` = any region that is named. */
  readonly regions: Readonly<Record<string, string>>;
}

/** As decimal text; the providers publish them per thousand calls. */
export interface ToolRates {
  readonly webSearch: string | null;
  readonly fileSearch: string | null;
}

/** Tiers that mean the list price everywhere. */
export const STANDARD_TIERS: ReadonlySet<string> = new Set([
  'default',
  'auto',
  'standard',
  'on_demand',
  'standard_only',
]);

/** What a provider takes for a million calls of its tool where the model has no rate of its own; null = not published. */
export function toolRateOf(provider: string, tool: keyof ToolRates): string | null {
  return PROVIDERS.find((one) => one.id === provider)?.toolRates?.[tool] ?? null;
}

/** Words for "nobody asked for a region". */
const NO_REGION: ReadonlySet<string> = new Set(['', 'not_available']);

/**
 * The multiplier of a region as the provider's answer names it (Anthropic's `inference_geo`), decimal text. `1` when no region is
 * named; null when the provider has no known price for that region, which makes a cost an estimate.
 */
export function regionFactorOf(provider: string, region: string | null): string | null {
  const name = region?.toLowerCase() ?? '';
  if (NO_REGION.has(name)) return '1';
  const regions = PROVIDERS.find((one) => one.id === provider)?.regions ?? {};
  return regions[name] ?? regions['*'] ?? null;
}

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
    // $10 per 1,000 web searches, $2.50 per 1,000 file searches: npm:@pydantic/genai-prices@0.1.8, models gpt-5 and newer.
    toolRates: { webSearch: '10000', fileSearch: '2500' },
    // Regional processing: 10 % more. https://developers.openai.com/api/docs/models/gpt-6.2-sol
    regions: { global: '1', '*': '1.1' },
  },
  {
    // Priority is sold as a commitment without a list price: it stays unknown here and marks the cost as estimated.
    id: 'anthropic',
    isLocal: false,
    serviceTiers: [{ tier: 'batch', factor: '0.5', validFrom: null }],
    // $10 per 1,000 web searches at every model: npm:@pydantic/genai-prices@0.1.8.
    toolRates: { webSearch: '10000', fileSearch: null },
    // Data residency in the US: 1.1 on all token kinds. https://github.com/pydantic/genai-prices/issues/429
    regions: { global: '1', us: '1.1' },
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
    toolRates: null,
    regions: {},
  },
  { id: 'ollama', isLocal: true, serviceTiers: [], toolRates: null, regions: {} },
  { id: 'vllm', isLocal: true, serviceTiers: [], toolRates: null, regions: {} },
];
