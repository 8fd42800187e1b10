import type {
  BudgetAccount,
  BudgetAccounts,
  BudgetAction,
  BudgetStanding,
  Caller,
  Deployment,
} from '@llm-cost-optimizer/contracts';
import type { Money } from '@llm-cost-optimizer/pricing';
import { KnownBudget, periodOf } from './known-budget.ts';

/** Whose request it is, as far as budgets ask. */
export interface Spender {
  readonly caller: Caller;
  readonly endUser: string | null;
  readonly tags: readonly string[];
}

/** The budgets of one organization, by what they count. */
interface OrganizationBudgets {
  configured: KnownBudget | null;
  readonly all: KnownBudget[];
  readonly byProject: Map<string, KnownBudget[]>;
  readonly byKey: Map<string, KnownBudget[]>;
  readonly byUser: Map<string, KnownBudget[]>;
  readonly byTag: Map<string, KnownBudget[]>;
  readonly byModel: Map<string, KnownBudget[]>;
}

const SHARE_STEPS = 10_000n;
const NONE: readonly KnownBudget[] = Object.freeze([]);
const STRENGTH: Readonly<Record<BudgetAction, number>> = { notify: 1, cost_mode: 2, cheapest: 3 };

/**
 * The budgets that a gateway knows, and which of them a request falls under. The database is read every few seconds; what running
 * requests hold and spend meanwhile stands in `accounts`.
 */
export class BudgetBoard {
  readonly accounts: BudgetAccounts;
  private readonly now: () => number;
  private organizations = new Map<string, OrganizationBudgets>();
  private standings: readonly BudgetStanding[] = [];

  /** `now` is the wall clock in milliseconds. */
  constructor(options: { readonly accounts: BudgetAccounts; readonly now: () => number }) {
    this.accounts = options.accounts;
    this.now = options.now;
  }

  /** Takes over what the database says of all budgets in force. */
  async replace(standings: readonly BudgetStanding[]): Promise<void> {
    const organizations = new Map<string, OrganizationBudgets>();
    const known = standings.map((standing) => new KnownBudget(standing));
    for (const budget of known) place(organizationOf(organizations, budget.standing.organizationId), budget);
    this.organizations = organizations;
    this.standings = standings;
    const now = this.now();
    await this.accounts.catchUp(known.map((budget) => budget.account(now)));
  }

  /** Every budget that a request counts against whatever answers it. `monthlyUsd` is the configuration's own; null = none. */
  of({ caller, endUser, tags }: Spender, monthlyUsd: string | null): readonly KnownBudget[] {
    const budgets = this.organizations.get(caller.organizationId);
    if (budgets === undefined) return monthlyUsd === null ? NONE : [this.configured(caller.organizationId, monthlyUsd)];
    const found = [...budgets.all];
    if (monthlyUsd !== null) found.push(this.configured(caller.organizationId, monthlyUsd));
    add(found, budgets.byProject, caller.projectId);
    add(found, budgets.byKey, caller.keyId);
    add(found, budgets.byUser, endUser);
    if (budgets.byTag.size > 0) for (const tag of new Set(tags)) add(found, budgets.byTag, tag);
    return found;
  }

  /** The budgets of the very model, by its id and by `provider/model`. */
  ofModel({ organizationId }: Caller, { id, model }: Pick<Deployment, 'id' | 'model'>): readonly KnownBudget[] {
    const byModel = this.organizations.get(organizationId)?.byModel;
    if (byModel === undefined || byModel.size === 0) return NONE;
    return [...(byModel.get(id) ?? NONE), ...(model === id ? NONE : (byModel.get(model) ?? NONE))];
  }

  /** True where any model has a budget of its own, so that candidates have to be asked. */
  hasModelBudgets(organizationId: string): boolean {
    return (this.organizations.get(organizationId)?.byModel.size ?? 0) > 0;
  }

  /** The account of a budget for the present. */
  account(budget: KnownBudget): BudgetAccount {
    return budget.account(this.now());
  }

  /** Spent and held of a budget in its period. */
  used(budget: KnownBudget): Money {
    const { spent, held } = this.accounts.state(this.account(budget));
    return spent + held;
  }

  /** What is left of the tightest of the budgets, never below zero; null when there are none. */
  left(budgets: readonly KnownBudget[]): Money | null {
    let least: Money | null = null;
    for (const budget of budgets) {
      const left = budget.limit - this.used(budget);
      if (least === null || left < least) least = left;
    }
    return least === null || least > 0n ? least : 0n;
  }

  /** The strongest action that any of the budgets has reached, with the budget; null = none. */
  action(budgets: readonly KnownBudget[]): { readonly action: BudgetAction; readonly budget: KnownBudget } | null {
    let strongest: { action: BudgetAction; budget: KnownBudget } | null = null;
    for (const budget of budgets) {
      const action = budget.actionAt(this.used(budget));
      if (action !== null && (strongest === null || STRENGTH[action] > STRENGTH[strongest.action]))
        strongest = { action, budget };
    }
    return strongest;
  }

  /** What running requests hold on all budgets of an organization together, in pico-dollars; 0 when nothing runs. */
  held(organizationId: string): Money {
    const budgets = this.organizations.get(organizationId);
    const all = [...(budgets?.all ?? NONE), ...(budgets?.configured == null ? NONE : [budgets.configured])];
    return all.reduce((sum, budget) => sum + this.accounts.state(this.account(budget)).held, 0n);
  }

  /** Spent and held as a share of the limit, by the id of each budget that has a limit above 0. */
  usedShares(): Record<string, number> {
    const shares: Record<string, number> = {};
    for (const standing of this.standings) {
      const budget = new KnownBudget(standing);
      if (budget.limit > 0n)
        shares[standing.id] = Number((this.used(budget) * SHARE_STEPS) / budget.limit) / Number(SHARE_STEPS);
    }
    return shares;
  }

  /** The budget of the configuration with the limit of the request's own version, also before the database has a row for it. */
  private configured(organizationId: string, monthlyUsd: string): KnownBudget {
    const budgets = organizationOf(this.organizations, organizationId);
    const known = budgets.configured;
    if (known !== null && known.limitUsd === monthlyUsd) return known;
    budgets.configured = new KnownBudget(known?.standing ?? this.unstored(organizationId, monthlyUsd), monthlyUsd);
    return budgets.configured;
  }

  private unstored(organizationId: string, limitUsd: string): BudgetStanding {
    const [from, to] = periodOf('month', this.now());
    return {
      id: `config-${organizationId}`,
      organizationId,
      name: 'user.monthly_budget',
      scope: 'organization',
      subject: null,
      subjectName: null,
      period: 'month',
      source: 'config',
      limitUsd,
      levels: [],
      raiseUsd: null,
      raiseUntil: null,
      topUpsUsd: '0',
      createdAt: new Date(from).toISOString(),
      effectiveLimitUsd: limitUsd,
      periodStart: new Date(from).toISOString(),
      periodEnd: to === null ? null : new Date(to).toISOString(),
      spentUsd: '0',
      requests: 0,
    };
  }
}

function organizationOf(organizations: Map<string, OrganizationBudgets>, id: string): OrganizationBudgets {
  const known = organizations.get(id);
  if (known !== undefined) return known;
  const made: OrganizationBudgets = {
    configured: null,
    all: [],
    byProject: new Map(),
    byKey: new Map(),
    byUser: new Map(),
    byTag: new Map(),
    byModel: new Map(),
  };
  organizations.set(id, made);
  return made;
}

function place(budgets: OrganizationBudgets, budget: KnownBudget): void {
  const { scope, subject, source } = budget.standing;
  if (source === 'config') budgets.configured = budget;
  else if (scope === 'organization') budgets.all.push(budget);
  else {
    const map = {
      project: budgets.byProject,
      key: budgets.byKey,
      user: budgets.byUser,
      tag: budgets.byTag,
      model: budgets.byModel,
    }[scope];
    const list = map.get(subject ?? '');
    if (list === undefined) map.set(subject ?? '', [budget]);
    else list.push(budget);
  }
}

function add(found: KnownBudget[], by: ReadonlyMap<string, readonly KnownBudget[]>, name: string | null): void {
  if (name === null || by.size === 0) return;
  const more = by.get(name);
  if (more !== undefined) found.push(...more);
}
