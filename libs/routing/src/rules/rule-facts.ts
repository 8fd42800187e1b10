import type { RequestFeatures } from '@llm-cost-optimizer/contracts';

/** What rules look at. Costly facts are functions: they are asked for only when a rule needs them. */
export interface RuleFacts {
  readonly keyId: string | null;
  readonly projectId: string | null;
  readonly endUser: string | null;
  readonly tags: readonly string[];
  /** As the client wrote it. */
  readonly requestedModel: string;
  readonly features: () => RequestFeatures;
  /** Kind of work; null = the scorer knows none. */
  readonly task: () => string | null;
  /** ISO 639-1 code of the last user message; null = cannot be told. */
  readonly language: () => string | null;
  /** Text of the last user message. */
  readonly text: () => string;
  /** A request header by its lower-case name; null = absent. */
  readonly header: (name: string) => string | null;
  /** When the request came, milliseconds since the epoch. */
  readonly at: number;
}

/** The conditions a rule can have, in the order in which they are looked at: the cheap ones first. */
export const CONDITIONS = [
  'key',
  'project',
  'user',
  'tag',
  'model',
  'header',
  'time',
  'tokens',
  'language',
  'text',
  'task',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Conditions on what is never stored: when a decision is repeated, they are taken from its record. */
export const UNSTORED: ReadonlySet<Condition> = new Set([
  'header',
  'text',
  'language',
  'key',
  'project',
  'user',
  'tag',
]);
