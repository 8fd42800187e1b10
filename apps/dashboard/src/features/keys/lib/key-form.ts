import {
  type ChangeKey,
  type CreateKey,
  KEY_SCOPES,
  type KeyScope,
  type VirtualKey,
} from '@llm-cost-optimizer/contracts';
import { toLocalInput } from '../../../lib/period.ts';

/** The fields of the key dialog, as typed. */
export interface KeyFields {
  readonly name: string;
  readonly project: string;
  readonly scopes: readonly KeyScope[];
  readonly models: string;
  readonly requests: string;
  readonly tokens: string;
  /** As an input of type `datetime-local` gives it; empty = never. */
  readonly expires: string;
}

/** Fields that are wrong as they stand; the gateway judges the rest. */
export type KeyProblem = 'scopes' | 'requests' | 'tokens';

const WHOLE = /^[1-9]\d{0,9}$/;

/** What the dialog shows at first: everything allowed, no limits, or what the key has. */
export function keyFields(key: VirtualKey | null): KeyFields {
  return {
    name: key?.name ?? '',
    project: key?.project ?? '',
    scopes: key?.scopes ?? KEY_SCOPES,
    models: (key?.allowedModels ?? []).join(', '),
    requests: key?.requestsPerMinute?.toString() ?? '',
    tokens: key?.tokensPerMinute?.toString() ?? '',
    expires: key?.expiresAt == null ? '' : toLocalInput(new Date(key.expiresAt)),
  };
}

/** What is wrong with the fields; empty = nothing. Pure. */
export function keyProblems({ scopes, requests, tokens }: KeyFields): KeyProblem[] {
  const problems: KeyProblem[] = [];
  if (scopes.length === 0) problems.push('scopes');
  if (requests.trim() !== '' && !WHOLE.test(requests.trim())) problems.push('requests');
  if (tokens.trim() !== '' && !WHOLE.test(tokens.trim())) problems.push('tokens');
  return problems;
}

/** The wish for a new key. The fields must be without problems. */
export function toCreateKey(fields: KeyFields): CreateKey {
  const { expiresAt, ...rights } = rightsOf(fields);
  const project = fields.project.trim();
  return { ...rights, ...(project !== '' && { project }), ...(expiresAt !== null && { expiresAt }) };
}

/**
 * The change of a key: only what differs, so that nothing is written back that somebody else has changed. Null = nothing
 * differs. The project of a key is fixed, because its spend was booked there.
 */
export function toChangeKey(fields: KeyFields, key: VirtualKey): ChangeKey | null {
  const before: ChangeKey = rightsOf(keyFields(key));
  const after: ChangeKey = rightsOf(fields);
  const changes = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof ChangeKey]),
  );
  return changes.length === 0 ? null : Object.fromEntries(changes);
}

function rightsOf(fields: KeyFields) {
  return {
    name: fields.name.trim(),
    scopes: [...fields.scopes],
    allowedModels: fields.models
      .split(/[,\n]/)
      .map((pattern) => pattern.trim())
      .filter((pattern) => pattern !== ''),
    requestsPerMinute: numberOf(fields.requests),
    tokensPerMinute: numberOf(fields.tokens),
    expiresAt: fields.expires === '' ? null : new Date(fields.expires).toISOString(),
  };
}

function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}
