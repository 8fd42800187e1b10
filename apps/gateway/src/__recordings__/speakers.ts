import { readChat, readCompletion, readEmbeddings, readMessage, readResponse, type ViewReader } from './client-view.ts';
import type { Recording } from './recording.ts';

/** A client of the gateway that asks for what a recording answers. */
export interface Speaker {
  /** `chat completions`. */
  readonly name: string;
  /** Below `/v1`. */
  readonly path: string;
  /** Asks with the recorded request where there is one; null = always with its own, since that one speaks another API. */
  readonly isNative: boolean;
  /** What it asks when there is no recorded request. */
  readonly question: Readonly<Record<string, unknown>>;
  /** Must be asked for to get the usage of a stream. */
  readonly asksForUsage: boolean;
  readonly read: ViewReader;
}

const HELLO = [{ role: 'user', content: 'Hello.' }];
const chat = { path: '/chat/completions', question: { messages: HELLO }, asksForUsage: true, read: readChat };

const BY_ENDPOINT: Readonly<Record<string, readonly Speaker[]>> = {
  '/chat/completions': [{ name: 'chat completions', isNative: true, ...chat }],
  '/messages': [
    {
      name: 'messages',
      path: '/messages',
      isNative: true,
      question: { messages: HELLO, max_tokens: 1_000 },
      asksForUsage: false,
      read: readMessage,
    },
    { name: 'chat completions', isNative: false, ...chat },
  ],
  '/messages/count_tokens': [
    {
      name: 'count tokens',
      path: '/messages/count_tokens',
      isNative: true,
      question: { messages: HELLO },
      asksForUsage: false,
      read: readMessage,
    },
  ],
  '/responses': [response('responses', '/responses')],
  '/responses/compact': [response('responses, compacting', '/responses/compact')],
  '/responses/input_tokens': [response('responses, counting', '/responses/input_tokens')],
  '/completions': [
    {
      name: 'completions',
      path: '/completions',
      isNative: true,
      question: { prompt: 'Hello.' },
      asksForUsage: true,
      read: readCompletion,
    },
  ],
  '/embeddings': [
    {
      name: 'embeddings',
      path: '/embeddings',
      isNative: true,
      question: { input: 'Hello.' },
      asksForUsage: false,
      read: readEmbeddings,
    },
  ],
};

/** Why nobody asks the gateway for what a recording holds. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  '/moderations': 'moderations are not offered; nothing is billed for them',
  '/api/chat': 'Ollama is called through its OpenAI-compatible API, which counts the same',
  '/api/generate': 'Ollama is called through its OpenAI-compatible API, which counts the same',
  '/api/embeddings': 'Ollama is called through its OpenAI-compatible API; this one tells no tokens',
};

/** The clients that can ask for a recording, or why there is none. Throws for an endpoint that nobody has thought of. */
export function speakersFor({ name, meta }: Recording): readonly Speaker[] | string {
  const found = BY_ENDPOINT[meta.endpoint] ?? NOT_ASKED[meta.endpoint];
  if (found === undefined) throw new Error(`${name}: ${meta.endpoint} is neither asked for nor named`);
  return found;
}

function response(name: string, path: string): Speaker {
  return { name, path, isNative: true, question: { input: 'Hello.' }, asksForUsage: false, read: readResponse };
}
