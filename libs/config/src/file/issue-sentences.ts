import type * as z from 'zod';
import { nearestName } from '../nearest-name.ts';
import { settingsAt } from './known-settings.ts';
import { type Path, pathText } from './positions.ts';

export interface IssueSentence {
  readonly path: Path;
  /** The offending key when the key itself is the problem; null when its value is. */
  readonly key: string | null;
  readonly message: string;
}

/** Turns what the schema found into sentences with a remedy. Values are not repeated: they may be secrets. */
export function sentencesOf(issue: z.core.$ZodIssue): IssueSentence[] {
  const path = plainPath(issue.path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  if (issue.code === 'invalid_union') return unionSentences(issue, path);
  const name = path.length === 0 ? 'The configuration' : pathText(path);
  return [{ path, key: null, message: `${name} ${complaint(issue)}.` }];
}

function unknownKey(path: Path, key: string): IssueSentence {
  const name = pathText([...path, key]);
  const known = settingsAt(path);
  const near = nearestName(key, known);
  const hint = near === null ? `Known here: ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
  return { path, key, message: `${name} is not a known setting. ${known.length === 0 ? 'Remove it.' : hint}` };
}

/** The only unions are "one model or a list of models": the branch that got furthest says most. */
function unionSentences(issue: z.core.$ZodIssueInvalidUnion, path: Path): IssueSentence[] {
  const deepest = issue.errors.flat().find((inner) => inner.path.length > 0);
  if (deepest !== undefined) return sentencesOf({ ...deepest, path: [...path, ...deepest.path] } as z.core.$ZodIssue);
  const bound = issue.errors.flat().find((inner) => inner.code !== 'invalid_type');
  if (bound !== undefined) return [{ path, key: null, message: `${pathText(path)} ${complaint(bound)}.` }];
  return [{ path, key: null, message: `${pathText(path)} must be a model name or a list of model names.` }];
}

function complaint(issue: z.core.$ZodIssue): string {
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
    case 'invalid_format':
    case 'custom':
      return issue.message;
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

function plainPath(path: readonly PropertyKey[]): Path {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}
