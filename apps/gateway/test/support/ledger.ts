import pg from 'pg';

export interface RequestRow {
  readonly id: string;
  readonly client_request_id: string;
  readonly outcome: string;
  readonly http_status: number;
}

export interface AttemptRow {
  readonly request_id: string;
  readonly provider: string;
  readonly provider_request_id: string | null;
  readonly outcome: string;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
}

/** Token sums in the words of the simulated providers' books. */
export interface TokenSums {
  readonly requests: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
}

/** The columns that raw rows and roll-ups share, with the sum of each over the raw rows. */
const MEASURES: Readonly<Record<string, string>> = {
  requests: 'count(*)',
  attempts: 'coalesce(sum(attempt_count), 0)',
  failed_attempts: 'coalesce(sum(failed_attempt_count), 0)',
  prompt_tokens: 'coalesce(sum(prompt_tokens), 0)',
  cached_tokens: 'coalesce(sum(cached_tokens), 0)',
  completion_tokens: 'coalesce(sum(completion_tokens), 0)',
  reasoning_tokens: 'coalesce(sum(reasoning_tokens), 0)',
  cost_usd: 'coalesce(sum(cost_usd), 0)',
  baseline_usd: 'coalesce(sum(baseline_usd) filter (where saved_usd is not null), 0)',
  saved_usd: 'coalesce(sum(saved_usd), 0)',
  routing_usd: 'coalesce(sum(routing_usd), 0)',
  exact_cache_usd: 'coalesce(sum(exact_cache_usd), 0)',
  dedup_usd: 'coalesce(sum(dedup_usd), 0)',
  prompt_cache_usd: 'coalesce(sum(prompt_cache_usd), 0)',
  overhead_usd: 'coalesce(sum(overhead_usd), 0)',
  latency_us: 'coalesce(sum(latency_us), 0)',
};

export type MeasureSums = Readonly<Record<string, string>>;

/** Reads the ledger with SQL of its own: the product's queries are what is on trial. */
export class Ledger {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    // A gateway that stops takes its database along.
    this.pool.on('error', () => undefined);
  }

  requests(): Promise<RequestRow[]> {
    return this.rows('select id, client_request_id, outcome, http_status from ledger.request');
  }

  attempts(): Promise<AttemptRow[]> {
    return this.rows(
      `select request_id, provider, provider_request_id, outcome, prompt_tokens::int, completion_tokens::int
       from ledger.attempt`,
    );
  }

  /** Sums over attempts, in all or by `provider/model`. */
  async tokenSums(): Promise<TokenSums> {
    const [sums] = await this.rows<TokenSums>(`select ${TOKEN_SUMS} from ledger.attempt`);
    if (sums === undefined) throw new Error('A sum without a row.');
    return sums;
  }

  async tokenSumsByModel(): Promise<Record<string, TokenSums>> {
    const rows = await this.rows<TokenSums & { model: string }>(
      `select provider || '/' || model as model, ${TOKEN_SUMS} from ledger.attempt group by 1`,
    );
    return Object.fromEntries(rows.map(({ model, ...sums }) => [model, sums]));
  }

  async rawSums(): Promise<MeasureSums> {
    const columns = Object.entries(MEASURES).map(([name, sum]) => `(${sum})::numeric(38, 12)::text as ${name}`);
    return this.one(`select ${columns.join(', ')} from ledger.request`);
  }

  async rollupSums(grain: 'minute' | 'hour' | 'day'): Promise<MeasureSums> {
    const columns = Object.keys(MEASURES).map((name) => `coalesce(sum(${name}), 0)::numeric(38, 12)::text as ${name}`);
    return this.one(`select ${columns.join(', ')} from ledger.rollup_${grain}`);
  }

  async count(table: 'request' | 'attempt' | 'refused_entry'): Promise<number> {
    const [row] = await this.rows<{ n: number }>(`select count(*)::int as n from ledger.${table}`);
    return row?.n ?? 0;
  }

  /** Requests that no provider was called for. */
  async withoutCall(): Promise<number> {
    const [row] = await this.rows<{ n: number }>(
      'select count(*)::int as n from ledger.request where attempt_count = 0',
    );
    return row?.n ?? 0;
  }

  /** Keeps everyone from writing requests until the function it gives is called. */
  async hold(): Promise<() => Promise<void>> {
    const client = await this.pool.connect();
    await client.query('begin; lock table ledger.request in access exclusive mode');
    return async () => {
      await client.query('commit');
      client.release();
    };
  }

  /** Connections that wait for such a lock. */
  async waiting(): Promise<number> {
    const [row] = await this.rows<{ n: number }>(
      "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%ledger.%'",
    );
    return row?.n ?? 0;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async one(sql: string): Promise<MeasureSums> {
    const [row] = await this.rows<MeasureSums>(sql);
    if (row === undefined) throw new Error('A sum without a row.');
    return row;
  }

  private async rows<T extends object>(sql: string): Promise<T[]> {
    return (await this.pool.query<T>(sql)).rows;
  }
}

const TOKEN_SUMS = `count(*)::int as requests,
  coalesce(sum(prompt_tokens), 0)::int as "promptTokens",
  coalesce(sum(cached_tokens), 0)::int as "cachedTokens",
  coalesce(sum(cache_write_tokens + cache_write_long_tokens), 0)::int as "cacheWriteTokens",
  coalesce(sum(cache_write_long_tokens), 0)::int as "cacheWrite1hTokens",
  coalesce(sum(completion_tokens), 0)::int as "completionTokens",
  coalesce(sum(reasoning_tokens), 0)::int as "reasoningTokens"`;
