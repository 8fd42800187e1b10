export { agree, type Opinion } from './cascade/agreement.ts';
export { type AgreementRates, agreementRates } from './cascade/agreement-rates.ts';
export { checkAnswer, shortAnswerOf } from './cascade/check-answer.ts';
export { chooseCascadeRoute } from './cascade/choose-route.ts';
export { MAX_OPINIONS, replayOpinions, wantsOpinion } from './cascade/next-opinion.ts';
export { expectedShortAnswer, type ShortAnswerKind } from './cascade/short-answer/expected.ts';
export type {
  Agreement,
  AnswerToCheck,
  AnswerVerdict,
  CascadeChoice,
  CascadeInput,
  CascadeRoute,
  CheckName,
  CheckResult,
  Verdict,
} from './cascade/types.ts';
export { createHeuristicScorer } from './complexity/heuristic-scorer.ts';
export { createLearnedScorer, type LearnedScorer, type LearnedScorerOptions } from './complexity/learned-scorer.ts';
export { needOfScore, scoreOfNeed } from './complexity/score-scale.ts';
export { type ComplexityScorer, type Judgement, judgeWith, tierOf } from './complexity/scorer.ts';
export { choiceOf, compareChoices, type Difference, type RecordedChoice } from './decision/compare.ts';
export { type RecordedDecision, type Replay, type ReplayWorld, replayDecision } from './decision/replay.ts';
export { CallExperience, type FinishedCall } from './experience/call-experience.ts';
export { conversationDigest } from './experience/conversation-key.ts';
export { type AnsweredTurn, ConversationMemory } from './experience/conversation-memory.ts';
export { QualityAccounts } from './experience/quality-account.ts';
export { extractFeatures } from './features.ts';
export { type RoutedShare, type RoutingHealth, routingHealth } from './health/routing-health.ts';
export {
  beliefsSchema,
  createBeliefs,
  forVersion,
  LIMITS,
  mergeBeliefs,
  observe,
  observeAll,
} from './learning/beliefs.ts';
export { learn } from './learning/learn.ts';
export type {
  Belief,
  Beliefs,
  Learned,
  ModelLesson,
  Observation,
  PriorAbility,
  StoredObservation,
} from './learning/types.ts';
export { isAllowed } from './plan/allowed-models.ts';
export type { DeploymentState } from './plan/health-order.ts';
export { type PlanInput, planRoute } from './plan-route.ts';
export { targetOfDial, toleratedLoss } from './policy/tolerated-loss.ts';
export { loadQualityModel } from './quality/load-quality-model.ts';
export {
  type ModelAbility,
  type ModelFacts,
  type PromptReading,
  type QualityModel,
  type StoredReading,
  TASK_TYPES,
  type TaskType,
} from './quality/quality-model.ts';
export { isVirtualModel, type ModelNameLookups, parseRequestedModel, VIRTUAL_MODELS } from './requested-model.ts';
export { type CompiledRule, type CompiledRules, compileRules, type RuleProblem } from './rules/compile-rules.ts';
export { languageOf } from './rules/language.ts';
export { lastUserText } from './rules/last-user-text.ts';
export { explainRules, matchRule, type RuleMatch, type RuleVerdict, rematchRule } from './rules/match-rules.ts';
export { CONDITIONS, type Condition, type RuleFacts } from './rules/rule-facts.ts';
export { beliefsFrom, type FeedbackRow, feedbackRowSchema } from './scoring/feedback-row.ts';
export { type CascadeScore, type RowScore, type ScoreRow, scoreRowSchema } from './scoring/score-row.schema.ts';
export { createRowScorer, type RowScorerOptions } from './scoring/score-row.ts';
export { type CostForecast, type CostPair, forecastCost } from './simulation/bootstrap.ts';
export { type MovedInputs, underConfiguration } from './simulation/under-configuration.ts';
export type { Chance } from './strategies/strategy.ts';
export { buildRoutingTables, type RouteCell, type RoutingTables } from './tables.ts';
