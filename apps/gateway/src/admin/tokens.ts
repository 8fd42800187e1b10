/** Injection tokens of what is an interface and therefore has no class to name it. */
export const CLOCK = Symbol('CLOCK');
export const FIGURES = Symbol('FIGURES');
export const REQUESTS = Symbol('REQUESTS');
