import type { Clock } from '@llm-cost-optimizer/contracts';
import type { FiguresRepository, RequestRepository } from '@llm-cost-optimizer/persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { ActiveConfig } from '../configuration/active-config.ts';
import { FeedbackService } from '../feedback/feedback-service.ts';
import { PromptCacheBoard } from '../prompt-caching/prompt-cache-board.ts';
import { SessionService } from '../session/session-service.ts';
import { SignInThrottle } from '../session/sign-in-throttle.ts';
import { BudgetService } from './budgets/budget-service.ts';
import { BudgetsController } from './budgets/budgets.controller.ts';
import { ConfigurationController } from './configuration/configuration.controller.ts';
import { ConfigurationService } from './configuration/configuration-service.ts';
import { DecisionService } from './decisions/decision-service.ts';
import { DecisionsController } from './decisions/decisions.controller.ts';
import { KeyService } from './keys/key-service.ts';
import { KeysController } from './keys/keys.controller.ts';
import { ModelsController } from './models/models.controller.ts';
import { OverviewController } from './overview/overview.controller.ts';
import { PromptCachingController } from './prompt-caching/prompt-caching.controller.ts';
import { ReconcileController } from './reconcile/reconcile.controller.ts';
import { ReconcileService } from './reconcile/reconcile-service.ts';
import { RequestsController } from './requests/requests.controller.ts';
import { BeliefsService } from './routing/beliefs-service.ts';
import { RoutingController } from './routing/routing.controller.ts';
import { RoutingHealthService } from './routing/routing-health-service.ts';
import { RuleService } from './routing/rule-service.ts';
import { SavingsController } from './savings/savings.controller.ts';
import { SavingsService } from './savings/savings-service.ts';
import { COOKIES_ARE_SECURE, SessionController } from './session/session.controller.ts';
import { SimulationService } from './simulations/simulation-service.ts';
import { SimulationsController } from './simulations/simulations.controller.ts';
import { StatusController } from './status/status.controller.ts';
import { StatusService } from './status/status-service.ts';
import { CLOCK, FIGURES, REQUESTS } from './tokens.ts';

/** What the admin API needs; built at start, Nest only hands it to the controllers. */
export interface AdminServices {
  readonly sessions: SessionService;
  readonly configuration: ConfigurationService;
  readonly active: ActiveConfig;
  readonly status: StatusService;
  readonly budgets: BudgetService;
  readonly savings: SavingsService;
  readonly promptCaching: PromptCacheBoard;
  readonly reconciler: ReconcileService;
  readonly keys: KeyService;
  readonly decisions: DecisionService;
  readonly simulations: SimulationService;
  readonly rules: RuleService;
  readonly routingHealth: RoutingHealthService;
  readonly feedback: FeedbackService;
  readonly beliefs: BeliefsService;
  readonly figures: FiguresRepository;
  readonly requests: RequestRepository;
  readonly clock: Clock;
  readonly areCookiesSecure: boolean;
}

@Module({})
class AdminModule {}

/** The module with its controllers and the services they get. */
export function adminModule(services: AdminServices): DynamicModule {
  return {
    module: AdminModule,
    controllers: [
      SessionController,
      StatusController,
      OverviewController,
      RequestsController,
      ModelsController,
      ConfigurationController,
      KeysController,
      BudgetsController,
      SavingsController,
      PromptCachingController,
      ReconcileController,
      DecisionsController,
      RoutingController,
      DecisionsController,
      RoutingController,
      SimulationsController,
    ],
    providers: [
      { provide: SessionService, useValue: services.sessions },
      { provide: SignInThrottle, useValue: new SignInThrottle() },
      { provide: ConfigurationService, useValue: services.configuration },
      { provide: ActiveConfig, useValue: services.active },
      { provide: StatusService, useValue: services.status },
      { provide: ReconcileService, useValue: services.reconciler },
      { provide: PromptCacheBoard, useValue: services.promptCaching },
      { provide: SavingsService, useValue: services.savings },
      { provide: BudgetService, useValue: services.budgets },
      { provide: KeyService, useValue: services.keys },
      { provide: DecisionService, useValue: services.decisions },
      { provide: SimulationService, useValue: services.simulations },
      { provide: RuleService, useValue: services.rules },
      { provide: RoutingHealthService, useValue: services.routingHealth },
      { provide: FeedbackService, useValue: services.feedback },
      { provide: BeliefsService, useValue: services.beliefs },
      { provide: FIGURES, useValue: services.figures },
      { provide: REQUESTS, useValue: services.requests },
      { provide: CLOCK, useValue: services.clock },
      { provide: COOKIES_ARE_SECURE, useValue: services.areCookiesSecure },
    ],
  };
}
