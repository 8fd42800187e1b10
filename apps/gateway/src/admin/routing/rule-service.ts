import type { ServerResponse } from 'node:http';
import {
  type Caller,
  type ConfigVersion,
  DEFAULT_ORGANIZATION_ID,
  GatewayError,
  type PutRules,
  type RoutingRule,
  type RuleList,
  type RuleSettings,
  type RuleTest,
  type RuleView,
  type TestRules,
} from '@llm-cost-optimizer/contracts';
import { isMap, parseDocument } from 'yaml';
import { Exchange } from '../../completions/exchange.ts';
import type { CompletionServices } from '../../completions/services.ts';
import type { ActiveConfig } from '../../configuration/active-config.ts';
import type { SecretMask } from '../../configuration/secret-mask.ts';
import { dryRunAs } from '../../route/dry-run.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

export interface RuleServiceOptions {
  readonly active: ActiveConfig;
  readonly completion: CompletionServices;
  readonly mask: SecretMask;
}

/** The rules in force, and what they say to a request. Rules are changed with the configuration they are part of. */
export class RuleService {
  private readonly options: RuleServiceOptions;

  constructor(options: RuleServiceOptions) {
    this.options = options;
  }

  list(organizationId: string): RuleList {
    checkOrganization(organizationId);
    const { config, versionLabel } = this.options.active.snapshot;
    return { rules: (config.judgement?.rules ?? []).map(viewOf), configVersion: versionLabel };
  }

  /**
   * Publishes the configuration in force with other rules. Everything else in the text stays, comments included. Throws
   * `invalid_request` with the problems, or `conflict`.
   */
  replace(organizationId: string, { rules, ...wish }: PutRules, author: string): Promise<ConfigVersion> {
    checkOrganization(organizationId);
    const { active } = this.options;
    return active.publish({ yaml: withRules(active.stored.yaml, rules), ...wish }, 'api', author);
  }

  /**
   * Judges a request by the rules in force, or by those of a draft, and decides about it, without any call. Throws
   * `invalid_request` for a body that a chat request could not have, or a draft that cannot be published.
   */
  async test(organizationId: string, wish: TestRules, response: ServerResponse): Promise<RuleTest> {
    checkOrganization(organizationId);
    const { completion } = this.options;
    const snapshot = await this.snapshotFor(wish.yaml);
    const body = { model: 'auto', ...wish.request };
    const exchange = new Exchange({
      headers: lowerCase(wish.headers ?? {}),
      body: Buffer.from(JSON.stringify(body)),
      response,
    });
    const caller: Caller = { organizationId, projectId: wish.projectId ?? null, keyId: wish.keyId ?? null };
    const services: CompletionServices = { ...completion, snapshot: () => snapshot };
    const at = wish.at === undefined ? {} : { startedAtMs: Date.parse(wish.at) };
    const decision = dryRunAs(caller, exchange, services, at);
    const verdicts = (decision.rules ?? []).map((one, index) => ({ ...one, index, verdict: verdictOf(one.verdict) }));
    return { verdicts, decision };
  }

  private async snapshotFor(draft: string | undefined): Promise<Snapshot> {
    const { active, mask } = this.options;
    if (draft === undefined) return active.snapshot;
    return active.snapshotOf(mask.restore(draft, active.stored.yaml), active.stored.version.version + 1);
  }
}

/** One gateway serves one configuration, that of the default organization; for the others it does not exist. */
function checkOrganization(organizationId: string): void {
  if (organizationId !== DEFAULT_ORGANIZATION_ID) throw new GatewayError('not_found', 'No such configuration.');
}

function withRules(yaml: string, rules: readonly RuleSettings[]): string {
  const document = parseDocument(yaml);
  // `routing:` above lines that are all comments has no value to put anything into.
  if (document.contents === null || !isMap(document.get('routing'))) document.set('routing', document.createNode({}));
  if (rules.length === 0) document.deleteIn(['routing', 'rules']);
  else document.setIn(['routing', 'rules'], document.createNode(rules));
  return document.toString();
}

function viewOf({ name, when, outcome }: RoutingRule, index: number): RuleView {
  return { index, name, when: { ...when }, outcome: outcomeOf(outcome) };
}

function outcomeOf(outcome: RoutingRule['outcome']): RuleView['outcome'] {
  if (outcome.kind === 'refuse') return { refuse: outcome.message };
  if (outcome.kind === 'model') return { model: `${outcome.ref.provider}/${outcome.ref.model}` };
  const { kind, ...policy } = outcome;
  return policy;
}

function verdictOf(word: string): RuleTest['verdicts'][number]['verdict'] {
  return word === 'matched' || word === 'shadowed' ? word : 'failed';
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
