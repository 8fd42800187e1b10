import { GatewayError } from '@llm-cost-optimizer/contracts';
import type { Fields } from '../surface.ts';
import { isFields } from './json.ts';

/** How a surface names fields and speaks about mistakes. */
export interface Wording {
  /** Path of a member of an object or list. `parent` is '' for the body. */
  join(parent: string, key: string | number): string;
  missing(path: string): string;
  /** `expected` completes "must be …", e.g. `a string`. */
  wrong(path: string, expected: string): string;
}

/** `messages.0.content: Field required`, as Anthropic writes it. */
export const DOTTED: Wording = {
  join: (parent, key) => (parent === '' ? String(key) : `${parent}.${key}`),
  missing: (path) => `${path}: Field required`,
  wrong: (path, expected) => `${path || 'body'}: Input should be ${expected}`,
};

/** `Missing required parameter: 'input[0].content'.`, as OpenAI writes it. */
export const BRACKETED: Wording = {
  join: (parent, key) => (typeof key === 'number' ? `${parent}[${key}]` : parent === '' ? key : `${parent}.${key}`),
  missing: (path) => `Missing required parameter: '${path}'.`,
  wrong: (path, expected) =>
    path === '' ? `The body must be ${expected}.` : `Invalid value for '${path}': expected ${expected}.`,
};

/** Longest list that is read; longer ones are refused. */
const MAX_ITEMS = 10_000;

/**
 * A value of the client's body with its place in it. Reading it checks it: every method throws GatewayError
 * `invalid_request` with the path when the value is of another kind. The path is put together only then.
 */
export class Field {
  readonly value: unknown;
  private readonly wording: Wording;
  private readonly parent: Field | null;
  private readonly key: string | number;

  constructor(value: unknown, wording: Wording, parent: Field | null = null, key: string | number = '') {
    this.value = value;
    this.wording = wording;
    this.parent = parent;
    this.key = key;
  }

  /** A member; absent when this is no object. */
  get(name: string): Field {
    return new Field(isFields(this.value) ? this.value[name] : undefined, this.wording, this, name);
  }

  /** Undefined or null. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  get path(): string {
    return this.parent === null ? '' : this.wording.join(this.parent.path, this.key);
  }

  object(): Fields {
    return isFields(this.value) ? this.value : this.fail('an object');
  }

  objectOrNull(): Fields | null {
    return this.isAbsent ? null : this.object();
  }

  /** The members of a list. */
  items(): Field[] {
    const { value } = this;
    if (!Array.isArray(value)) return this.fail('a list');
    if (value.length > MAX_ITEMS) return this.fail(`a list of at most ${MAX_ITEMS} items`);
    return value.map((item: unknown, index) => new Field(item, this.wording, this, index));
  }

  /** The members of a list; none when it is absent. */
  itemsIfAny(): Field[] {
    return this.isAbsent ? [] : this.items();
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('a string');
  }

  textOrNull(): string | null {
    return this.isAbsent ? null : this.text();
  }

  /** A string that is not empty. */
  name(): string {
    return typeof this.value === 'string' && this.value !== '' ? this.value : this.fail('a non-empty string');
  }

  /** One of the words. */
  word<Word extends string>(words: readonly Word[]): Word {
    const word = words.find((one) => one === this.value);
    return word ?? this.fail(`one of ${words.join(', ')}`);
  }

  flagOrNull(): boolean | null {
    if (this.isAbsent) return null;
    return typeof this.value === 'boolean' ? this.value : this.fail('true or false');
  }

  numberOrNull(minimum: number, maximum: number): number | null {
    const { value } = this;
    if (this.isAbsent) return null;
    if (typeof value === 'number' && value >= minimum && value <= maximum) return value;
    return this.fail(`a number from ${minimum} to ${maximum}`);
  }

  integer(minimum: number, maximum: number): number {
    const { value } = this;
    if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    return this.fail(`a whole number from ${minimum} to ${maximum}`);
  }

  integerOrNull(minimum: number, maximum: number): number | null {
    return this.isAbsent ? null : this.integer(minimum, maximum);
  }

  /** Refuses the value. The message names the place and never repeats the value. */
  fail(expected: string): never {
    const { path } = this;
    const isMissing = this.value === undefined && path !== '';
    const message = isMissing ? this.wording.missing(path) : this.wording.wrong(path, expected);
    throw new GatewayError('invalid_request', message, { param: path === '' ? null : path });
  }
}
