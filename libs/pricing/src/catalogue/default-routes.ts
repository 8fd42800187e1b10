import type { Mode, ModelRef, RoutingTable, Tier } from '@llm-cost-optimizer/contracts';

const LUNA: ModelRef = { provider: 'openai', model: 'gpt-6-luna' };
const TERRA: ModelRef = { provider: 'openai', model: 'gpt-6.1-terra' };
const SOL: ModelRef = { provider: 'openai', model: 'gpt-6.2-sol' };
const ASTRA: ModelRef = { provider: 'openai', model: 'gpt-6.2-astra' };
const HAIKU: ModelRef = { provider: 'anthropic', model: 'claude-haiku-5-5' };
const SONNET: ModelRef = { provider: 'anthropic', model: 'claude-sonnet-5-5' };
const OPUS: ModelRef = { provider: 'anthropic', model: 'claude-opus-5-5' };
const FABLE: ModelRef = { provider: 'anthropic', model: 'claude-fable-5-2' };
const OSS_20B: ModelRef = { provider: 'groq', model: 'openai/gpt-oss-20b' };
const OSS_120B: ModelRef = { provider: 'groq', model: 'openai/gpt-oss-120b' };

/** The dearest current model, for "what if we always used the best". */
export const FLAGSHIP: ModelRef = ASTRA;
/** The fixed baseline: OpenAI's current everyday model. */
export const DEFAULT_BASELINE: ModelRef = SOL;

/** First choice and fallbacks with several providers at hand. */
export const SHARED_ROUTES: RoutingTable = {
  cost: { low: [OSS_20B, LUNA, HAIKU], medium: [OSS_120B, LUNA, HAIKU], high: [TERRA, SONNET, SOL] },
  balanced: { low: [LUNA, HAIKU, OSS_20B], medium: [TERRA, SONNET, OSS_120B], high: [SOL, SONNET, OPUS] },
  speed: { low: [OSS_20B, LUNA], medium: [OSS_120B, HAIKU], high: [TERRA, SONNET] },
  quality: { low: [TERRA, SONNET], medium: [SOL, OPUS], high: [ASTRA, FABLE, OPUS] },
};

/** Routes when one hosted provider is all there is. */
export const SINGLE_PROVIDER_ROUTES: Readonly<Record<string, RoutingTable>> = {
  openai: column([LUNA, TERRA, SOL], [TERRA, SOL, ASTRA]),
  anthropic: column([HAIKU, SONNET, OPUS], [HAIKU, SONNET, FABLE]),
  groq: column([OSS_20B, OSS_120B, OSS_120B], [OSS_20B, OSS_120B, OSS_120B]),
};

/**
 * Routing table for the providers at hand. Local models close the list of the cost mode's easy requests; they serve
 * everything when no hosted provider is there. Without any usable provider all lists are empty.
 */
export function buildDefaultRoutes(
  availableProviders: ReadonlySet<string>,
  localModels: readonly ModelRef[],
): RoutingTable {
  const hosted = Object.keys(SINGLE_PROVIDER_ROUTES).filter((id) => availableProviders.has(id));
  const local = localModels.filter((ref) => availableProviders.has(ref.provider));
  const [only] = hosted;
  const single = hosted.length === 1 && only !== undefined ? SINGLE_PROVIDER_ROUTES[only] : undefined;
  const table = single ?? SHARED_ROUTES;
  const cell = (mode: Mode, tier: Tier): readonly ModelRef[] => {
    if (hosted.length === 0) return local;
    const usable = table[mode][tier].filter((ref) => availableProviders.has(ref.provider));
    return mode === 'cost' && tier === 'low' ? [...usable, ...local] : usable;
  };
  const row = (mode: Mode) => ({ low: cell(mode, 'low'), medium: cell(mode, 'medium'), high: cell(mode, 'high') });
  return { cost: row('cost'), balanced: row('balanced'), speed: row('speed'), quality: row('quality') };
}

type Ladder = readonly [low: ModelRef, medium: ModelRef, high: ModelRef];

function column(usual: Ladder, quality: Ladder): RoutingTable {
  const row = ([low, medium, high]: Ladder) => ({ low: [low], medium: [medium], high: [high] });
  return { cost: row(usual), balanced: row(usual), speed: row(usual), quality: row(quality) };
}
