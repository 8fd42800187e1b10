import type { Clock, EventBus, ProcessSettings } from '@llm-cost-optimizer/contracts';
import type { LedgerRepository } from '@llm-cost-optimizer/persistence';
import type { Logger, Metrics } from '@llm-cost-optimizer/telemetry';

/** What jobs work with; the same in the gateway's process and in a worker's. */
export interface JobServices {
  readonly ledger: Pick<LedgerRepository, 'writeBatch' | 'maintainPartitions'>;
  readonly bus: Pick<EventBus, 'publish'>;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'job'>;
  readonly clock: Clock;
  readonly settings: Pick<ProcessSettings, 'retentionDays'>;
}

/** A kind of job. */
export interface JobDefinition {
  /** Name of the queue. */
  readonly name: string;
  /** Jobs of this kind at once in one process. */
  readonly concurrency: number;
  /** Runs by itself once per period over all processes; null = only when somebody adds one. */
  readonly everyMs: number | null;
  /** Checks a payload and runs it. May get the same one twice. Rejects when it has to be tried again. */
  readonly run: (payload: unknown, services: JobServices) => Promise<void>;
}

/** The part of a zod schema that is needed here. */
interface PayloadSchema<T> {
  safeParse(
    payload: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}

interface TypedDefinition<T> extends Omit<JobDefinition, 'run'> {
  readonly schema: PayloadSchema<T>;
  readonly run: (payload: T, services: JobServices) => Promise<void>;
}

/** A payload that no version of this job understands. Says where, never what stands there. */
export class InvalidPayloadError extends Error {
  constructor(job: string, issues: readonly { path: readonly PropertyKey[]; message: string }[]) {
    const [first] = issues;
    const place = first === undefined || first.path.length === 0 ? 'the payload' : first.path.map(String).join('.');
    super(`The payload of a ${job} job is not valid: ${place}: ${first?.message ?? 'unknown fault'}.`);
    this.name = 'InvalidPayloadError';
  }
}

/** Makes a definition whose `run` gets what its schema let through. */
export function defineJob<T>({ schema, run, ...definition }: TypedDefinition<T>): JobDefinition {
  return {
    ...definition,
    async run(payload, services) {
      const parsed = schema.safeParse(payload);
      if (!parsed.success) throw new InvalidPayloadError(definition.name, parsed.error.issues);
      await run(parsed.data, services);
    },
  };
}
