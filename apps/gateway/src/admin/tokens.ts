import type {
  createConfigRepository,
  createFiguresRepository,
  createKeyRepository,
  createRequestRepository,
} from '@llm-cost-optimizer/persistence';

/** Injection tokens of what is an interface and therefore has no class to name it. */
export const CLOCK = Symbol('CLOCK');
export const FIGURES = Symbol('FIGURES');
export const REQUESTS = Symbol('REQUESTS');
export const KEYS = Symbol('KEYS');

export type FiguresRepository = ReturnType<typeof createFiguresRepository>;
export type RequestRepository = ReturnType<typeof createRequestRepository>;
export type KeyRepository = ReturnType<typeof createKeyRepository>;
export type ConfigRepository = ReturnType<typeof createConfigRepository>;
