/** The four routing policies a request can ask for. */
export const MODES = ['cost', 'balanced', 'speed', 'quality'] as const;
export type Mode = (typeof MODES)[number];

/** Bands of the complexity score: low 1-3, medium 4-7, high 8-10. */
export const TIERS = ['low', 'medium', 'high'] as const;
export type Tier = (typeof TIERS)[number];

/** True when `value` names one of the four modes. */
export function isMode(value: unknown): value is Mode {
  return typeof value === 'string' && (MODES as readonly string[]).includes(value);
}
