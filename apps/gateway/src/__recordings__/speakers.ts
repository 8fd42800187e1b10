import {
  readChat,
  readCompletion,
  readEmbeddings,
  readMessage,
  readOllama,
  readResponse,
  type ViewReader,
} from './client-view.ts';
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
  /** Its streams are one JSON object a line. Absent = server-sent events. */
  readonly isJsonLines?: boolean;
}

const HELLO = [{ role: 'user', content: 'Hello.' }];
const messages = {
  path: '/messages',
  question: { messages: HELLO, max_tokens: 1_000 },
  asksForUsage: false,
  read: readMessage,
};
const responses = { path: '/responses', question: { input: 'Hello.' }, asksForUsage: false, read: readResponse };
const ollama = {
  path: '/api/chat',
  question: { messages: HELLO, stream: false },
  asksForUsage: false,
  read: readOllama,
  isJsonLines: true,
};
const chat = { path: '/chat/completions', question: { messages: HELLO }, asksForUsage: true, read: readChat };

const BY_ENDPOINT: Readonly<Record<string, readonly Speaker[]>> = {
  '/chat/completions': [
    { name: 'chat completions', isNative: true, ...chat },
    { name: 'messages', isNative: false, ...messages },
    { name: 'responses', isNative: false, ...responses },
    { name: 'ollama', isNative: false, ...ollama },
  ],
  '/messages': [
    { name: 'messages', isNative: true, ...messages },
    { name: 'chat completions', isNative: false, ...chat },
    { name: 'responses', isNative: false, ...responses },
    { name: 'ollama', isNative: false, ...ollama },
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
  '/moderations': [
    {
      name: 'moderations',
      path: '/moderations',
      isNative: true,
      question: { input: 'Hello.' },
      asksForUsage: false,
      read: readEmbeddings,
    },
  ],
  '/api/chat': [{ name: 'ollama chat', isNative: true, ...ollama }],
  '/api/generate': [
    {
      ...ollama,
      name: 'ollama generate',
      path: '/api/generate',
      isNative: true,
      question: { prompt: 'Hello.', stream: false },
    },
  ],
  '/api/embed': [
    {
      name: 'ollama embed',
      path: '/api/embed',
      isNative: true,
      question: { input: 'Hello.' },
      asksForUsage: false,
      read: readEmbeddings,
    },
  ],
  '/api/embeddings': [
    {
      name: 'ollama embeddings',
      path: '/api/embeddings',
      isNative: true,
      question: { prompt: 'Hello.' },
      asksForUsage: false,
      read: readEmbeddings,
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

/** Providers with the Responses API are asked in it, so a recording of their chat completions is no answer there. */
const HAVE_RESPONSES: readonly string[] = ['openai', 'azure'];

/** The clients that can ask for a recording. Throws for an endpoint that nobody has thought of. */
export function speakersFor({ name, meta }: Recording): readonly Speaker[] {
  const found = BY_ENDPOINT[meta.endpoint];
  if (found === undefined) throw new Error(`${name}: nobody asks for ${meta.endpoint}`);
  return found.filter(({ isNative, read }) => {
    if (isNative) return true;
    // Only chat completions have several choices.
    if (meta.kinds.includes('n-choices')) return false;
    if (read === readOllama) return isForOllama(meta);
    return read !== readResponse || !HAVE_RESPONSES.includes(meta.provider);
  });
}

/**
 * Ollama itself is asked in its own API. A refusal is part of the text there. Of plain texts a stream says all that a whole
 * answer would.
 */
function isForOllama({ provider, kinds, stream, status }: Recording['meta']): boolean {
  if (provider === 'ollama' || kinds.includes('refusal')) return false;
  return stream === true || status !== 200 || kinds.includes('tool-call') || kinds.includes('parallel-tools');
}

function response(name: string, path: string): Speaker {
  return { ...responses, name, path, isNative: true };
}
