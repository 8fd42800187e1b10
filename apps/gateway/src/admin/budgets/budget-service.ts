import { randomUUID } from 'node:crypto';
import {
  type BudgetStanding,
  type BudgetView,
  type ChangeBudget,
  type CreateBudget,
  DEFAULT_BUDGET_LEVELS,
  GatewayError,
  type TopUpBudget,
} from '@llm-cost-optimizer/contracts';
import type { BudgetRepository } from '@llm-cost-optimizer/persistence';
import { type Money, toUsdString, usd } from '@llm-cost-optimizer/pricing';
import type { BudgetBoard } from '../../budget/budget-board.ts';
import { forecast } from '../../budget/forecast.ts';
import { KnownBudget } from '../../budget/known-budget.ts';

export interface BudgetServiceOptions {
  readonly repository: BudgetRepository;
  readonly board: BudgetBoard;
  /** Reads all budgets anew, so that a change holds in this gateway at once and in the others within seconds. */
  readonly refresh: () => Promise<void>;
  readonly now: () => number;
}

const OF_THE_FILE = 'This budget is `user.monthly_budget` of the configuration: change it there.';
const NOT_PREPAID = 'A budget with a period starts anew by itself: only prepaid budgets (period `none`) are topped up.';

/** Budgets of an organization. A budget of the configuration is changed there, not here. */
export class BudgetService {
  private readonly options: BudgetServiceOptions;

  constructor(options: BudgetServiceOptions) {
    this.options = options;
  }

  async list(organizationId: string): Promise<BudgetView[]> {
    const standings = await this.options.repository.list(organizationId);
    return standings.map((standing) => this.view(standing));
  }

  /** Throws `invalid_request` for a project or key that does not exist. */
  async create(organizationId: string, wish: CreateBudget): Promise<BudgetView> {
    const made = await this.options.repository.create({
      organizationId,
      name: wish.name,
      scope: wish.scope,
      subject: await this.subjectOf(organizationId, wish),
      period: wish.period,
      limitUsd: wish.limitUsd,
      levels: wish.levels ?? DEFAULT_BUDGET_LEVELS,
    });
    await this.options.refresh();
    return this.view(made);
  }

  /** Throws `invalid_request` for a raise that would be over already, `not_found`, `conflict` for the configuration's own. */
  async change(organizationId: string, id: string, { raise, ...rest }: ChangeBudget): Promise<BudgetView> {
    const change = { ...defined(rest), ...(raise === undefined ? {} : { raise: this.raiseOf(raise) }) };
    return this.changed(organizationId, id, await this.options.repository.change(organizationId, id, change));
  }

  /** Throws `not_found`, `conflict` for a budget with a period. */
  async topUp(organizationId: string, id: string, wish: TopUpBudget, author: string): Promise<BudgetView> {
    const payment = wish.paymentId ?? randomUUID();
    const topUp = { amountUsd: wish.amountUsd, note: wish.note ?? null, author };
    const paid = await this.options.repository.topUp(organizationId, id, payment, topUp);
    return this.changed(organizationId, id, paid, NOT_PREPAID);
  }

  /** Throws `not_found`, `conflict` for the configuration's own. */
  async archive(organizationId: string, id: string): Promise<void> {
    if (!(await this.options.repository.archive(organizationId, id))) throw await this.whyNot(organizationId, id);
    await this.options.refresh();
  }

  private raiseOf(raise: { readonly usd: string; readonly until: string } | null) {
    if (raise === null) return null;
    const until = new Date(raise.until);
    if (until.getTime() > this.options.now()) return { usd: raise.usd, until };
    throw new GatewayError('invalid_request', 'raise.until: the raise would be over already.', {
      param: 'raise.until',
    });
  }

  private async changed(
    organizationId: string,
    id: string,
    standing: BudgetStanding | null,
    why?: string,
  ): Promise<BudgetView> {
    if (standing === null) throw await this.whyNot(organizationId, id, why);
    await this.options.refresh();
    return this.view(standing);
  }

  private async whyNot(organizationId: string, id: string, why = OF_THE_FILE): Promise<GatewayError> {
    const known = (await this.options.repository.list(organizationId)).find((one) => one.id === id);
    if (known === undefined) return new GatewayError('not_found', 'No such budget.');
    return new GatewayError('conflict', known.source === 'config' ? OF_THE_FILE : why);
  }

  private async subjectOf(organizationId: string, { scope, subject }: CreateBudget): Promise<string | null> {
    if (subject === undefined) return null;
    if (scope !== 'project' && scope !== 'key') return subject;
    const id = await this.options.repository.findSubject(organizationId, scope, subject);
    if (id !== null) return id;
    const hint =
      scope === 'project' ? 'A project is made with the first key that names it.' : 'GET /api/v1/keys lists the keys.';
    throw new GatewayError('invalid_request', `subject: there is no ${scope} of that id or name. ${hint}`, {
      param: 'subject',
    });
  }

  private view(standing: BudgetStanding): BudgetView {
    const { board, now } = this.options;
    const budget = new KnownBudget(standing);
    const { spent, held } = board.accounts.state(budget.account(now()));
    const used = spent + held;
    return {
      ...standing,
      heldUsd: toUsdString(held),
      usedShare: budget.limit === 0n ? null : Number((used * 10_000n) / budget.limit) / 10_000,
      action: budget.actionAt(used),
      ...forecast({ ...standing, spentUsd: toUsdString(larger(spent, usd(standing.spentUsd))) }, now()),
    };
  }
}

/** The database may be behind what this gateway has settled, or ahead of it. */
function larger(one: Money, other: Money): Money {
  if (one > other) return one;
  return other;
}

function defined({ name, limitUsd, levels }: Omit<ChangeBudget, 'raise'>) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(limitUsd === undefined ? {} : { limitUsd }),
    ...(levels === undefined ? {} : { levels }),
  };
}
