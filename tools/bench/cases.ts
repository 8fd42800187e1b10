export type ServerName = 'upstream' | 'proxy-request' | 'proxy-dispatch' | 'fastify' | 'gateway';

/** One thing that is measured: which server, and with which requests. */
export interface Case {
  readonly name: string;
  readonly server: ServerName;
  readonly bodyBytes: number;
  readonly isUnique: boolean;
  readonly isStreaming: boolean;
}

/** A comparison that the run prints, case by case; `goal` null = for information. */
export interface Comparison {
  readonly text: string;
  readonly of: string;
  readonly to: string;
  readonly figure: 'cpu' | 'rate';
  readonly goal: { readonly kind: 'atMost' | 'atLeast'; readonly value: number } | null;
}

const SIZES = [
  { bodyBytes: 1024, label: '1 KB' },
  { bodyBytes: 8192, label: '8 KB' },
] as const;

/** Throughput and CPU time, in the order in which they alternate. */
export const CASES: readonly Case[] = SIZES.flatMap(({ bodyBytes, label }) => {
  const of = (server: ServerName, name: string, isUnique: boolean, isStreaming = false): Case => ({
    name: `${name}, ${label}`,
    server,
    bodyBytes,
    isUnique,
    isStreaming,
  });
  return [
    of('proxy-request', 'bare proxy', true),
    of('gateway', 'gateway, miss', true),
    of('proxy-dispatch', 'bare proxy on dispatch', true),
    of('fastify', 'empty Fastify answer', false),
    of('gateway', 'gateway, exact hit', false),
    ...(bodyBytes === 1024
      ? [of('proxy-request', 'bare proxy, stream', true, true), of('gateway', 'gateway, stream', true, true)]
      : []),
  ];
});

/** Latency at a constant rate, always measured next to the upstream itself. */
export const LATENCY_CASES: readonly Case[] = [
  { name: 'bare proxy, 1 KB', server: 'proxy-request', bodyBytes: 1024, isUnique: true, isStreaming: false },
  { name: 'gateway, miss, 1 KB', server: 'gateway', bodyBytes: 1024, isUnique: true, isStreaming: false },
  { name: 'gateway, exact hit, 1 KB', server: 'gateway', bodyBytes: 1024, isUnique: false, isStreaming: false },
  { name: 'gateway, stream, 1 KB', server: 'gateway', bodyBytes: 1024, isUnique: true, isStreaming: true },
];

/** Added p50 latency of a miss at 500 requests a second, in milliseconds. */
export const LATENCY_GOAL_MS = 0.35;

export const COMPARISONS: readonly Comparison[] = SIZES.flatMap(({ label }) => [
  {
    text: `CPU of a miss : bare proxy, ${label}`,
    of: `gateway, miss, ${label}`,
    to: `bare proxy, ${label}`,
    figure: 'cpu',
    goal: { kind: 'atMost', value: 1.5 },
  },
  {
    text: `CPU of a miss : bare proxy on dispatch, ${label}`,
    of: `gateway, miss, ${label}`,
    to: `bare proxy on dispatch, ${label}`,
    figure: 'cpu',
    goal: null,
  },
  {
    text: `Rate of an exact hit : empty Fastify answer, ${label}`,
    of: `gateway, exact hit, ${label}`,
    to: `empty Fastify answer, ${label}`,
    figure: 'rate',
    goal: { kind: 'atLeast', value: 0.95 },
  },
  {
    text: `CPU of an exact hit : empty Fastify answer, ${label}`,
    of: `gateway, exact hit, ${label}`,
    to: `empty Fastify answer, ${label}`,
    figure: 'cpu',
    goal: null,
  },
  {
    text: `CPU of a streamed miss : streaming bare proxy, ${label}`,
    of: `gateway, stream, ${label}`,
    to: `bare proxy, stream, ${label}`,
    figure: 'cpu',
    goal: null,
  },
]);

/** A ratio of CPU times that must not grow: what it was when the limit was set, and 15 % for the noise of a machine. */
export interface Guard {
  readonly text: string;
  readonly of: string;
  readonly to: string;
  readonly limit: number;
}

/** Lower a limit when the gateway has become cheaper. */
export const GUARDS: readonly Guard[] = [
  { text: 'CPU of a miss : bare proxy', of: 'gateway, miss, 1 KB', to: 'bare proxy, 1 KB', limit: 5 },
  {
    text: 'CPU of an exact hit : empty Fastify answer',
    of: 'gateway, exact hit, 1 KB',
    to: 'empty Fastify answer, 1 KB',
    limit: 2.6,
  },
  {
    text: 'CPU of a streamed miss : streaming bare proxy',
    of: 'gateway, stream, 1 KB',
    to: 'bare proxy, stream, 1 KB',
    limit: 4.5,
  },
];
