import {
  type BudgetView,
  budgetListSchema,
  type Overview,
  overviewSchema,
  type RequestDetail,
  type RequestSummary,
  requestDetailSchema,
  requestPageSchema,
} from '@llm-cost-optimizer/contracts';
import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import { type ScriptedProvider, startScriptedProvider } from '@llm-cost-optimizer/testing';
import OpenAI from 'openai';
import { eventually, startTestGateway, type TestGateway } from '../../__testing__/test-gateway.ts';
import { MetricSamples } from './metric-samples.ts';

/** What is configured for a case; everything else stays as the lab has it. */
export interface LabSetup {
  /** Candidates in order, as `provider/model`; the same for every tier. Names that no other case uses rest from nothing. */
  readonly route?: readonly string[];
  readonly limits?: Readonly<Record<string, number>>;
  /** Addresses instead of the lab's, by provider id. */
  readonly baseUrls?: Readonly<Record<string, string>>;
  readonly cache?: Readonly<Record<string, unknown>>;
  readonly monthlyBudgetUsd?: number;
}

/** An answer as it came. */
export interface Seen {
  /** Its `x-request-id`, sent by the client: the row is found by it. */
  readonly id: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Small limits: a case that runs into one takes no longer than this. */
const LIMITS = {
  connect_timeout_ms: 2_000,
  headers_timeout_ms: 5_000,
  first_token_timeout_ms: 5_000,
  idle_timeout_ms: 5_000,
  deadline_ms: 20_000,
  late_usage_ms: 0,
};
/** The route of cases that name none: OpenAI is scripted, the others are simulated. */
export const SCRIPTED = 'openai/gpt-6-luna';
export const SIMULATED = 'anthropic/claude-haiku-5-5';
/** The configuration says of it that it takes no tools; no model of the catalogue is like that. */
export const TOOLLESS = 'openai/fault-toolless';
const DEFAULT_ROUTE: readonly string[] = [SCRIPTED, SIMULATED];
export const KEY = 'sk-lab-provider-key-0123456789';
/** Never spent; there to see what is held against it. */
export const BUDGET_USD = 1_000;

/**
 * A whole gateway with its database. `openai` is a scripted provider that can do everything to a connection, `anthropic`
 * and `groq` are simulated; both keep books of what they received and billed.
 */
export class FaultLab {
  readonly client: OpenAI;
  /** Calls that never reached a provider, because the case gave an address where none was. */
  unreached = 0;
  private requests = 0;
  private configured = '';
  private setup: LabSetup = {};

  private constructor(
    readonly test: TestGateway,
    readonly simulator: Simulator,
    readonly scripted: ScriptedProvider,
    private readonly simulatorUrl: string,
  ) {
    this.client = new OpenAI({ apiKey: 'anything', baseURL: `${test.gateway.url}/v1`, maxRetries: 0 });
  }

  static async start(env: Record<string, string> = {}): Promise<FaultLab> {
    const simulator = createSimulator();
    const [{ url }, scripted, test] = await Promise.all([
      simulator.start(),
      startScriptedProvider(),
      startTestGateway(env),
    ]);
    const lab = new FaultLab(test, simulator, scripted, url);
    await lab.use({});
    return lab;
  }

  get url(): string {
    return this.test.gateway.url;
  }

  /** Brings a configuration into force, and good behaviour of all providers. */
  async use(setup: LabSetup): Promise<void> {
    this.scripted.reset();
    this.simulator.faults.clear();
    this.setup = setup;
    const yaml = JSON.stringify(this.configOf(setup));
    if (yaml === this.configured) return;
    const { status, text } = await this.test.call('PUT', '/api/v1/config', { yaml });
    if (status !== 200) throw new Error(`The configuration was refused: ${text}`);
    this.configured = yaml;
  }

  /** Lets the models that all cases share answer well once, if the last case had them: failures in a row open breakers. */
  async heal(): Promise<void> {
    const { route = DEFAULT_ROUTE, baseUrls } = this.setup;
    const shared = [SCRIPTED, SIMULATED].filter((model) => route.includes(model));
    if (shared.length === 0 || baseUrls !== undefined) return;
    this.scripted.reset();
    this.simulator.faults.clear();
    for (const model of shared) await this.ask({ model, prompt: 'Are you well?', seed: this.requests });
  }

  /** A request id that no other request has. */
  nextId(): string {
    this.requests += 1;
    return `fault-${this.requests}`;
  }

  /** Sends a chat request with a new id and reads the whole answer. */
  async ask(body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Seen> {
    const id = this.nextId();
    const answer = await this.test.chat(chatBody(body), { 'x-request-id': id, ...headers });
    return { id, status: answer.status, headers: answer.headers, text: answer.text };
  }

  /** The ledger's row of a request with its attempts, as soon as it is in the database. */
  async row(id: string): Promise<RequestDetail> {
    return eventually(async () => {
      const { status, json } = await this.test.call('GET', `/api/v1/requests/${id}`);
      return status === 200 ? requestDetailSchema.parse(json) : null;
    });
  }

  async metrics(): Promise<MetricSamples> {
    return new MetricSamples((await this.test.call('GET', '/metrics')).text);
  }

  /** Resolves once nothing runs and every row is in the database. */
  async quiet(): Promise<void> {
    await eventually(async () => {
      const metrics = await this.metrics();
      const isQuiet = metrics.sum('lco_requests_in_flight') === 0 && metrics.sum('lco_ledger_spool_depth') === 0;
      return isQuiet && this.simulator.books.totals().inFlight === 0 ? true : null;
    });
  }

  /** The list of all requests that are in the database. */
  async list(): Promise<RequestSummary[]> {
    const items: RequestSummary[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { json } = await this.test.call('GET', `/api/v1/requests?range=24h&limit=200${after}`);
      const page = requestPageSchema.parse(json);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  /** All rows of the ledger with their attempts, once nothing is on its way any more. */
  async allRows(): Promise<RequestDetail[]> {
    await this.quiet();
    return Promise.all((await this.list()).map(({ id }) => this.row(id)));
  }

  /** Sums of everything since the lab was started, from the roll-ups. */
  async overview(): Promise<Overview> {
    return overviewSchema.parse((await this.test.call('GET', '/api/v1/overview?range=24h')).json);
  }

  async budgets(): Promise<readonly BudgetView[]> {
    return budgetListSchema.parse((await this.test.call('GET', '/api/v1/budgets')).json).budgets;
  }

  async stop(): Promise<void> {
    await this.test.stop();
    await Promise.all([this.simulator.stop(), this.scripted.stop()]);
  }

  private configOf({ route = DEFAULT_ROUTE, limits, baseUrls, cache, monthlyBudgetUsd }: LabSetup) {
    const tiers = { low_complexity: route, medium_complexity: route, high_complexity: route };
    const address = (id: string, url: string) => ({ base_url: baseUrls?.[id] ?? url });
    return {
      user: { default_preference: 'balanced', monthly_budget: monthlyBudgetUsd ?? BUDGET_USD },
      api_keys: { openai: KEY, anthropic: KEY, groq: KEY },
      providers: {
        openai: {
          ...address('openai', `${this.scripted.url}/v1`),
          models: [{ name: 'fault-toolless', accepts_tools: false }],
        },
        anthropic: address('anthropic', `${this.simulatorUrl}/anthropic`),
        groq: address('groq', `${this.simulatorUrl}/groq/openai/v1`),
      },
      routing_rules: { balanced_mode: tiers },
      // Candidates in the order of the case: nothing is known of which would do, and nothing is learned from the cases.
      routing: { scorer: 'heuristic' },
      limits: { ...LIMITS, ...limits },
      cache: { enabled: true, ...cache },
    };
  }
}

/** A body with a prompt, unless the case has messages of its own. */
export function chatBody({ prompt = 'Say hello.', ...body }: Record<string, unknown>): Record<string, unknown> {
  return { model: 'auto', messages: [{ role: 'user', content: prompt }], ...body };
}

/** Events of a stream, each without its `data: `. */
export function eventsOf({ text }: Seen): string[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data:'))
    .map((event) => event.slice('data:'.length).trimStart());
}
