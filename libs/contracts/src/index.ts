export * from './admin/budgets.ts';
export * from './admin/common.ts';
export * from './admin/configuration.ts';
export * from './admin/decisions.ts';
export * from './admin/keys.ts';
export * from './admin/overview.ts';
export * from './admin/prompt-caching.ts';
export * from './admin/reconcile.ts';
export * from './admin/requests.ts';
export * from './admin/routing.ts';
export * from './admin/savings.ts';
export * from './admin/simulations.ts';
export * from './admin/status.ts';
export * from './budget/budget.ts';
export { type Caller, DEFAULT_ORGANIZATION_ID, KEY_SCOPES, type KeyRights, type KeyScope } from './caller.ts';
export type { ChatBody, ChatMessage, ChatRequest, ContentPart, LcoOptions, ToolCall } from './chat/request.ts';
export type * from './config/effective.ts';
export type { ModelSettings } from './config/model-settings.ts';
export type {
  CompatibleSettings,
  DeploymentSettings,
  KeySettings,
  ProviderSettings,
} from './config/provider-settings.ts';
export { quirksOf } from './config/quirk-settings.ts';
export { type RuleConditions, type RuleSettings, ruleSettingsSchema, WEEKDAYS } from './config/routing-settings.ts';
export { type ConfigFile, configJsonSchema, configSchema } from './config/schema.ts';
export { ERRORS, type ErrorCode, type ErrorDefinition } from './errors/catalogue.ts';
export { type ErrorBody, GatewayError, type GatewayErrorOptions } from './errors/gateway-error.ts';
export { LEDGER_QUEUE, type LedgerBatchJob, ledgerBatchSchema } from './jobs/ledger-batch.ts';
export { MAINTENANCE_QUEUE, type MaintenanceJob, maintenanceSchema } from './jobs/maintenance.ts';
export * from './ledger/alerts.ts';
export * from './ledger/records.ts';
export * from './live/events.ts';
export type * from './ports/budget-accounts.ts';
export type * from './ports/intent-journal.ts';
export type * from './ports/native-wire.ts';
export type * from './ports/provider.ts';
export { COMPATIBLE_SURFACES, type ProviderQuirks, providerQuirksSchema } from './ports/provider-quirks.ts';
export type * from './ports/rate-limiter.ts';
export type * from './ports/runtime.ts';
export * from './pricing/cost.ts';
export * from './pricing/usage.ts';
export type * from './routing/decision.ts';
export type * from './routing/deployment.ts';
export * from './routing/mode.ts';
export type * from './routing/plan.ts';
export * from './routing/prompt-caching.ts';
export * from './surface/feedback.ts';
export { type RouteDecision, routeDecisionSchema } from './surface/route-decision.ts';
