import { nearestNames } from '@llm-cost-optimizer/pricing';
import type * as z from 'zod';
import { settingsAt } from './known-settings.ts';
import { type Path, pathText, valueAt } from './positions.ts';

export interface IssueSentence {
  readonly path: Path;
  /** The offending key when the key itself is the problem; null when its value is. */
  readonly key: string | null;
  readonly message: string;
}

const PROVIDERS = 'providers';

/**
 * Sentences for everything the schema found in `data`. Of a provider that is neither known nor described only that is
 * said: everything else about it follows from that.
 */
export function sentencesOfAll(issues: readonly z.core.$ZodIssue[], data: unknown): IssueSentence[] {
  const strangers = new Set(issues.flatMap(({ path }) => strangerOf(plainPath(path), data) ?? []));
  const others = issues.filter(({ path }) => path[0] !== PROVIDERS || !strangers.has(String(path[1])));
  return [...[...strangers].map(strangerSentence), ...others.flatMap(sentencesOf)];
}

/** Id of a provider that an issue shows to be unknown: it says no `type`. Null for all other issues. */
function strangerOf(path: Path, data: unknown): string | null {
  if (path.length !== 3 || path[0] !== PROVIDERS || path[2] !== 'type') return null;
  return valueAt(data, path) === undefined ? String(path[1]) : null;
}

function strangerSentence(id: string): IssueSentence {
  const known = settingsAt([PROVIDERS]);
  const [near] = nearestNames(id, known);
  const hint = near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
  const message = `${pathText([PROVIDERS, id])} is not a known provider. ${hint} Any other one needs \`type: openai_compatible\`.`;
  return { path: [PROVIDERS], key: id, message };
}

/** Turns what the schema found into sentences with a remedy. Values are not repeated: they may be secrets. */
function sentencesOf(issue: z.core.$ZodIssue): IssueSentence[] {
  const path = plainPath(issue.path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  if (issue.code === 'invalid_union') return unionSentences(issue, path);
  const name = path.length === 0 ? 'The configuration' : pathText(path);
  return [{ path, key: null, message: `${name} ${complaint(issue)}.` }];
}

function unknownKey(path: Path, key: string): IssueSentence {
  const name = pathText([...path, key]);
  const known = settingsAt(path);
  const [near] = nearestNames(key, known);
  const hint = near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
  return { path, key, message: `${name} is not a known setting. ${known.length === 0 ? 'Remove it.' : hint}` };
}

/** The branch that takes this kind of value at all says what is wrong with it; without one, the kind is. */
function unionSentences(issue: z.core.$ZodIssueInvalidUnion, path: Path): IssueSentence[] {
  const branch = issue.errors.find(
    (issues) => !issues.some((one) => one.code === 'invalid_type' && one.path.length === 0),
  );
  if (branch !== undefined) {
    return branch.flatMap((inner) =>
      sentencesOf({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue),
    );
  }
  const takesGroup = issue.errors.flat().some((one) => one.code === 'invalid_type' && one.expected === 'object');
  const kinds = takesGroup
    ? 'a model name or a group of settings with a `name`'
    : 'a model name or a list of model names';
  return [{ path, key: null, message: `${pathText(path)} must be ${kinds}.` }];
}

function complaint(issue: z.core.$ZodIssue): string {
  // The schema's own sentences begin like ours; zod's begin with "Too small" and the like.
  if (issue.message.startsWith('must ') || issue.message.startsWith('is ')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeName(issue.expected)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `must be ${issue.minimum} or more`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must not be longer than ${issue.maximum} characters`
        : `must be ${issue.maximum} or ${issue.origin === 'array' ? 'fewer entries' : 'less'}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is no name that can be used';
    default:
      return 'has a value that cannot be used';
  }
}

function typeName(expected: string): string {
  if (expected === 'int') return 'a whole number';
  if (expected === 'number') return 'a number';
  if (expected === 'boolean') return 'true or false';
  if (expected === 'string') return 'text';
  if (expected === 'array') return 'a list';
  return 'a group of settings (indented below it)';
}

/** A path with text and numbers only. */
export function plainPath(path: readonly PropertyKey[]): Path {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}
