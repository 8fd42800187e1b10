import { type RequestDetail, requestDetailSchema } from '@llm-cost-optimizer/contracts';
import { eventually, startTestGateway, type TestGateway } from '../__testing__/test-gateway.ts';
import { ALL_CUTS, type Cut, FEW_CUTS } from './cuts.ts';
import { fieldsOf } from './fields.ts';
import type { Recording } from './recording.ts';
import { type ReplayProvider, startReplayProvider } from './replay-provider.ts';
import type { Speaker } from './speakers.ts';

/** One recording asked for by one client. */
export interface Case {
  readonly name: string;
  readonly recording: Recording;
  readonly speaker: Speaker;
}

/** What came of a case with one cut. */
export interface Played {
  readonly cut: Cut;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Calls that the provider got. */
  readonly calls: number;
  /** Null where nothing is booked: counting. */
  row: RequestDetail | null;
}

const KEY = 'sk-recorded-provider-key-0123456789';
const ROWS_AT_ONCE = 8;

/** A whole gateway whose providers all are the same replaying one. */
export class Playback {
  private asked = 0;
  private readonly served = new Map<string, boolean>();

  private constructor(
    private readonly test: TestGateway,
    private readonly provider: ReplayProvider,
  ) {}

  static async start(): Promise<Playback> {
    const provider = await startReplayProvider();
    const test = await startTestGateway({
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: `${provider.url}/openai/v1`,
      ANTHROPIC_API_KEY: KEY,
      ANTHROPIC_BASE_URL: `${provider.url}/anthropic`,
      GROQ_API_KEY: KEY,
      GROQ_BASE_URL: `${provider.url}/groq/openai/v1`,
      OLLAMA_BASE_URL: `${provider.url}/ollama`,
      VLLM_BASE_URL: `${provider.url}/vllm/v1`,
    });
    const yaml = JSON.stringify(configWith(provider.url));
    const { status, text } = await test.call('PUT', '/api/v1/config', { yaml });
    if (status !== 200) throw new Error(`The configuration was refused: ${text}`);
    return new Playback(test, provider);
  }

  /** Whether the gateway has the endpoint that the client asks. */
  async serves({ path }: Speaker): Promise<boolean> {
    let isServed = this.served.get(path);
    if (isServed === undefined) {
      const { status, json } = await this.test.call('POST', `/v1${path}`, {}, {});
      isServed = !(status === 404 && fieldsOf(fieldsOf(json).error).code === 'not_found');
      this.served.set(path, isServed);
    }
    return isServed;
  }

  /** Plays a case: streams in their own API with every cut, everything else with a few. One after the other, so that each has its recording. */
  async play({ recording, speaker }: Case): Promise<Played[]> {
    const played: Played[] = [];
    for (const cut of recording.isStream && speaker.isNative ? ALL_CUTS : FEW_CUTS) {
      this.provider.load(recording, cut);
      this.asked += 1;
      const id = `recording-${this.asked}`;
      const body = questionOf(recording, speaker, this.asked);
      const answer = await this.test.call('POST', `/v1${speaker.path}`, body, { 'x-request-id': id });
      const { status, headers, text } = answer;
      played.push({ cut, status, headers, text, calls: this.provider.callCount, row: null });
    }
    return played;
  }

  /** Fills in the ledger's rows, as soon as all are in the database. */
  async readRows(all: readonly Played[]): Promise<void> {
    const left = [...all];
    const readNext = async (): Promise<void> => {
      for (let played = left.pop(); played !== undefined; played = left.pop()) {
        played.row = await this.row(played.headers.get('x-request-id') ?? '');
      }
    };
    await Promise.all(Array.from({ length: ROWS_AT_ONCE }, readNext));
  }

  async stop(): Promise<void> {
    await this.test.stop();
    await this.provider.stop();
  }

  private row(id: string): Promise<RequestDetail> {
    return eventually(async () => {
      const { status, json } = await this.test.call('GET', `/api/v1/requests/${id}`);
      return status === 200 ? requestDetailSchema.parse(json) : null;
    });
  }
}

/**
 * Failures are asked for under a new model name each time: what rests after one must not keep the next from being called. All others are pinned to the recorded model, which has a price or has none.
 */
function questionOf(
  recording: Recording,
  { isNative, question, asksForUsage }: Speaker,
  number: number,
): Record<string, unknown> {
  const { name, meta, request, isStream, isBroken } = recording;
  const asked = request?.model ?? meta.model;
  const isFailure = meta.status !== 200 || isBroken;
  const model = isFailure || typeof asked !== 'string' ? `${name.replace('/', '-')}-${number}` : asked;
  return {
    ...(isNative && request !== null ? request : question),
    model: `${meta.provider}/${model}`,
    ...(isStream ? { stream: true } : {}),
    ...(isStream && asksForUsage ? { stream_options: { include_usage: true } } : {}),
  };
}

/** Azure as an operator would describe it; no cache, no second attempts. */
function configWith(url: string) {
  return {
    providers: {
      azure: {
        type: 'openai_compatible',
        display_name: 'Azure OpenAI',
        base_url: `${url}/azure`,
        api_key: KEY,
        quirks: {
          accepts_unknown_fields: false,
          max_tokens_field: 'max_completion_tokens',
          accepts_developer_role: true,
          supported_surfaces: ['chat_completions', 'responses', 'completions', 'embeddings'],
          auth_header: 'api-key',
          path_prefix: '/openai/deployments/{model}',
          api_version: '2024-10-21',
        },
      },
    },
    limits: { max_attempts: 1 },
    cache: { enabled: false },
  };
}
