import { useCallback, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import * as z from 'zod';

/**
 * View state in the address bar. Each parameter has a default; only values that differ from it are written, so that an
 * address stays short and a copied one gives the same view. What cannot be parsed counts as not given.
 */
export interface UrlParameter<T> {
  readonly initial: T;
  /** The value, or undefined when `values` (all occurrences, never empty) is not valid. */
  parse(values: readonly string[]): T | undefined;
  serialize(value: T): readonly string[];
}

export type UrlParameters<S> = { readonly [K in keyof S]: UrlParameter<S[K]> };
/** The state that a set of parameters describes. */
export type UrlState<P> = { readonly [K in keyof P]: P[K] extends UrlParameter<infer T> ? T : never };

/** One text that `schema` accepts. */
export function textParameter<T extends string | null>(
  schema: z.ZodType<string>,
  initial: T,
): UrlParameter<string | T> {
  return {
    initial,
    parse: ([value]) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? parsed.data : undefined;
    },
    serialize: (value) => (value === null ? [] : [value]),
  };
}

/** One of `choices`. */
export function choiceParameter<const T extends string>(choices: readonly T[], initial: NoInfer<T>): UrlParameter<T> {
  return {
    initial,
    parse: ([value]) => choices.find((choice) => choice === value),
    serialize: (value) => [value],
  };
}

/** On or off; `1` and `0` in the address. */
export function flagParameter(initial: boolean): UrlParameter<boolean> {
  return {
    initial,
    parse: ([value]) => (value === '1' ? true : value === '0' ? false : undefined),
    serialize: (value) => [value ? '1' : '0'],
  };
}

/** A repeated parameter; entries that `schema` refuses are left out, at most 50 are read. */
export function listParameter<T extends string>(schema: z.ZodType<T>): UrlParameter<readonly T[]> {
  return {
    initial: [],
    parse: (values) =>
      values.slice(0, 50).flatMap((value) => {
        const parsed = schema.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    serialize: (value) => value,
  };
}

/** Reads all of `parameters`; pure. */
export function readUrlState<S extends object>(parameters: UrlParameters<S>, search: URLSearchParams): S {
  const state: Partial<S> = {};
  for (const name of namesOf(parameters)) {
    const values = search.getAll(name);
    const parsed = values.length === 0 ? undefined : parameters[name].parse(values);
    state[name] = parsed ?? parameters[name].initial;
  }
  return state as S;
}

/** A copy of `search` with `patch` written into it; parameters of others stay as they are. Pure. */
export function writeUrlState<S extends object>(
  parameters: UrlParameters<S>,
  patch: Partial<S>,
  search: URLSearchParams,
): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of namesOf(parameters)) {
    const value = patch[name];
    if (value === undefined) continue;
    next.delete(name);
    const parameter = parameters[name];
    const values = parameter.serialize(value);
    const isDefault = JSON.stringify(values) === JSON.stringify(parameter.serialize(parameter.initial));
    if (!isDefault) for (const text of values) next.append(name, text);
  }
  return next;
}

/**
 * The state of `parameters` (a constant outside the component) and a setter. A change is a step in the history, so that
 * Back undoes it; `replace` is for typing and dragging.
 */
export function useUrlState<S extends object>(
  parameters: UrlParameters<S>,
): [S, (patch: Partial<S>, options?: { replace?: boolean }) => void] {
  const [search, setSearch] = useSearchParams();
  const state = useMemo(() => readUrlState(parameters, search), [parameters, search]);
  const latest = useRef(setSearch);
  latest.current = setSearch;
  const update = useCallback(
    (patch: Partial<S>, options: { replace?: boolean } = {}) => {
      latest.current((current) => writeUrlState(parameters, patch, current), {
        replace: options.replace === true,
        preventScrollReset: true,
      });
    },
    [parameters],
  );
  return [state, update];
}

function namesOf<S extends object>(parameters: UrlParameters<S>): (keyof S & string)[] {
  return Object.keys(parameters) as (keyof S & string)[];
}
