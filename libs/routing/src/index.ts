export { createHeuristicScorer } from './complexity/heuristic-scorer.ts';
export { type ComplexityScorer, tierOf } from './complexity/scorer.ts';
export { extractFeatures } from './features.ts';
export { lackOf } from './plan/capabilities.ts';
export type { DeploymentState } from './plan/health-order.ts';
export { type PlanInput, planRoute } from './plan-route.ts';
export { isVirtualModel, type ModelNameLookups, parseRequestedModel, VIRTUAL_MODELS } from './requested-model.ts';
export { buildRoutingTables, type RouteCell, type RoutingTables } from './tables.ts';
