export {
  type BudgetChange,
  type BudgetRepository,
  createBudgetRepository,
  type NewBudget,
  type TopUp,
} from './budgets/budget.repository.ts';
export { type ConfigRepository, createConfigRepository, type NewConfig } from './control/config.repository.ts';
export {
  createKeyRepository,
  type KeyChange,
  type KeyRepository,
  type KnownKeyRow,
  type NewKey,
  type Rotation,
} from './control/key.repository.ts';
export { ensureDefaultOrganization } from './control/organizations.ts';
export {
  createSessionRepository,
  type NewLink,
  type NewSession,
  type SessionRepository,
  type SignedIn,
} from './control/session.repository.ts';
export {
  createSimulationRepository,
  type NewSimulation,
  type SimulationRepository,
} from './control/simulation.repository.ts';
export { addressOf, type Database, type DatabaseOptions, openDatabase } from './database.ts';
export {
  type BeliefsRepository,
  createBeliefsRepository,
  type StoredBeliefs,
} from './feedback/beliefs.repository.ts';
export {
  type AnsweredRequest,
  createFeedbackRepository,
  type FeedbackRepository,
  type NewFeedback,
} from './feedback/feedback.repository.ts';
export type { NewLabel } from './feedback/label.ts';
export type { BilledLine } from './figures/billed.ts';
export { createFiguresRepository, type FiguresRepository, type OverviewQuery } from './figures/figures.repository.ts';
export type { GroupFilter, GroupSums, GroupTokens } from './figures/groups.ts';
export type { Period } from './figures/period.ts';
export { createLedgerRepository, type LedgerRepository } from './ledger/ledger.repository.ts';
export type { Grain, Measure } from './ledger/rollup-columns.ts';
export type { LedgerTotals, MeasureSums } from './ledger/totals.ts';
export type { LedgerText } from './ledger/write-batch.ts';
export { type MigrateOptions, type Migration, migrate } from './migrations/migrate.ts';
export { createRequestRepository, type RequestRepository } from './requests/request.repository.ts';
export { createSampleRepository, type SampledRequest, type SampleRepository } from './requests/sample.repository.ts';
