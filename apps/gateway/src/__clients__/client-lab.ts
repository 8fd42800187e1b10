import { type RequestDetail, requestDetailSchema } from '@llm-cost-optimizer/contracts';
import { createSimulator, type Simulator } from '@llm-cost-optimizer/simulator';
import { expect } from 'vitest';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';
import type { Answer, Target } from './driver.ts';

const KEY = 'sk-simulated-provider-key-0123456789';
/** Part of a prompt: the provider falls silent in the middle of the answer, after what it may have to think. */
export const SILENCE = 'and then wait for me';

/** A whole gateway in front of five simulated providers, which keep books of what they billed. */
export class ClientLab {
  private asked = 0;
  private readonly served = new Map<string, boolean>();

  private constructor(
    readonly test: TestGateway,
    readonly simulator: Simulator,
  ) {}

  static async start(): Promise<ClientLab> {
    const simulator = createSimulator();
    const { url } = await simulator.start();
    const test = await startTestGateway({
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: `${url}/openai/v1`,
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_BASE_URL: `${url}/anthropic`,
      GROQ_API_KEY: KEY,
      GROQ_BASE_URL: `${url}/groq/openai/v1`,
      OLLAMA_BASE_URL: `${url}/ollama`,
      VLLM_BASE_URL: `${url}/vllm/v1`,
    });
    const yaml = JSON.stringify({ cache: { enabled: false } });
    const { status, text } = await test.call('PUT', '/api/v1/config', { yaml });
    if (status !== 200) throw new Error(`The configuration was refused: ${text}`);
    simulator.faults.add({ match: { promptContains: SILENCE }, fault: { stallMs: 60_000, afterChunks: 120 } });
    return new ClientLab(test, simulator);
  }

  /** Whether the gateway has the API, e.g. `/messages`. */
  async serves(path: string): Promise<boolean> {
    let isServed = this.served.get(path);
    if (isServed === undefined) {
      const { status, text } = await this.test.call('POST', `/v1${path}`, {}, {});
      isServed = !(status === 404 && /not_found/.test(text));
      this.served.set(path, isServed);
    }
    return isServed;
  }

  target(model: string): Target {
    this.asked += 1;
    return { url: this.test.gateway.url, id: `client-${this.asked}`, model };
  }

  /** The ledger's row of a request, as soon as it is in the database. */
  row({ id }: Target): Promise<RequestDetail> {
    return eventually(async () => {
      const { status, json } = await this.test.call('GET', `/api/v1/requests/${id}`);
      return status === 200 ? requestDetailSchema.parse(json) : null;
    });
  }

  /** What the provider has in its books about the one call of a request. */
  async bookOf(row: RequestDetail) {
    const [attempt, ...others] = row.attempts;
    expect(others).toEqual([]);
    if (attempt === undefined) throw new Error('The request has no attempt.');
    const book = await eventually(async () => {
      const rows = this.simulator.books.rows(0, 100_000);
      return rows.find(({ requestId }) => requestId === attempt.providerRequestId) ?? null;
    });
    return { attempt, book };
  }

  /** Ledger, provider and client count the same tokens. */
  async expectBooked(target: Target, { tokens }: Pick<Answer, 'tokens'>): Promise<RequestDetail> {
    const row = await this.row(target);
    const { attempt, book } = await this.bookOf(row);
    const { usage } = attempt;
    expect(attempt).toMatchObject({ outcome: 'ok', usageSource: 'provider' });
    expect(`${attempt.provider}/${attempt.model}`).toBe(target.model);
    expect({
      prompt: usage.promptTokens,
      cached: usage.cachedTokens,
      written: usage.cacheWriteTokens + usage.cacheWriteLongTokens,
      completion: usage.completionTokens,
    }).toEqual({
      prompt: book.promptTokens,
      cached: book.cachedTokens,
      written: book.cacheWriteTokens,
      completion: book.completionTokens,
    });
    expect(tokens).toEqual({ input: book.promptTokens, output: book.completionTokens });
    return row;
  }

  async stop(): Promise<void> {
    await this.test.stop();
    await this.simulator.stop();
  }
}
