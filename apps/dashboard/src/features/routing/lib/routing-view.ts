import { MODES, type Mode, TIERS, type Tier } from '@llm-cost-optimizer/contracts';
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { OfferedModel } from './completion.ts';

/** The models of one mode and tier, as they will be with the text at hand. */
export interface RouteCell {
  /** `provider/model` where the name is known, else the name as written. Null: the default route, not known here. */
  readonly models: readonly string[] | null;
  /** Differs from what is in force. */
  readonly isChanged: boolean;
  /** Named in the text, not taken from the defaults. */
  readonly isWritten: boolean;
}

export type RouteView = Readonly<Record<Mode, Readonly<Record<Tier, RouteCell>>>>;

interface ViewInput {
  readonly text: string;
  readonly liveText: string;
  /** The routing table in force: mode -> tier -> `provider/model` list. */
  readonly live: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly models: readonly OfferedModel[];
}

/**
 * The routing table that a text leads to: names it writes, and what is in force where it writes none. Null while the
 * text cannot be read.
 */
export function viewRoutes({ text, liveText, live, models }: ViewInput): RouteView | null {
  const draft = readRules(text);
  const current = readRules(liveText);
  if (draft === null || current === null) return null;
  const cell = (mode: Mode, tier: Tier): RouteCell => {
    const written = draft.routes.get(routeKey(mode, tier));
    const before = current.routes.get(routeKey(mode, tier));
    const inForce = live[mode]?.[tier] ?? [];
    const isWritten = written !== undefined;
    if (sameList(written, before) && draft.aliasText === current.aliasText) {
      return { models: inForce, isChanged: false, isWritten };
    }
    if (written === undefined)
      return { models: before === undefined ? inForce : null, isChanged: before !== undefined, isWritten };
    const resolved = written.map((name) => resolveName(name, draft.aliases, models));
    return { models: resolved, isChanged: !sameList(resolved, inForce), isWritten };
  };
  const row = (mode: Mode) => ({ low: cell(mode, 'low'), medium: cell(mode, 'medium'), high: cell(mode, 'high') });
  return { cost: row('cost'), balanced: row('balanced'), speed: row('speed'), quality: row('quality') };
}

/** The path of one route in the configuration. */
export function routePath(mode: Mode, tier: Tier): [string, string, string] {
  return ['routing_rules', `${mode}_mode`, `${tier}_complexity`];
}

/** `provider/model` of a name as people write it; the name itself when no model has it. */
export function resolveName(
  name: string,
  aliases: ReadonlyMap<string, string>,
  models: readonly OfferedModel[],
): string {
  const target = aliases.get(name) ?? name;
  const found =
    models.find((model) => model.id === target) ??
    models.find((model) => model.model === target) ??
    models.find((model) => model.aliases.includes(target));
  return found?.id ?? target;
}

interface Rules {
  readonly routes: ReadonlyMap<string, readonly string[]>;
  readonly aliases: ReadonlyMap<string, string>;
  readonly aliasText: string;
}

function readRules(text: string): Rules | null {
  const document = parseDocument(text);
  if (document.errors.length > 0) return null;
  const root = isMap(document.contents) ? document.contents : null;
  const routes = new Map<string, readonly string[]>();
  for (const mode of MODES) {
    for (const tier of TIERS) {
      const names = namesOf(root?.getIn(routePath(mode, tier), true));
      if (names !== undefined) routes.set(routeKey(mode, tier), names);
    }
  }
  const aliases = new Map<string, string>();
  const node = root?.get('model_aliases', true);
  if (isMap(node)) collectAliases(node, aliases);
  return { routes, aliases, aliasText: JSON.stringify([...aliases]) };
}

function collectAliases(node: YAMLMap, aliases: Map<string, string>): void {
  for (const { key, value } of node.items) {
    if (isScalar(key) && isScalar(value)) aliases.set(String(key.value), String(value.value));
  }
}

function namesOf(node: unknown): string[] | undefined {
  if (isScalar(node)) return typeof node.value === 'string' && node.value !== '' ? [node.value] : undefined;
  if (!isSeq(node)) return undefined;
  return node.items.flatMap((item) => (isScalar(item) && typeof item.value === 'string' ? [item.value] : []));
}

function routeKey(mode: Mode, tier: Tier): string {
  return `${mode}:${tier}`;
}

function sameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((one, i) => one === b[i]));
}
