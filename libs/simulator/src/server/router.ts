import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { anthropicMessages } from '../anthropic/anthropic.messages.ts';
import { groqChat } from '../groq/groq.chat.ts';
import { ollamaChat, vllmChat } from '../local/local.chat.ts';
import { ollamaCompletions, vllmCompletions } from '../local/local.completions.ts';
import { ollamaApiChat, ollamaApiEmbed, ollamaApiEmbeddings, ollamaApiGenerate } from '../local/ollama.api.ts';
import { type EmbeddingsApi, handleEmbeddings, openAiEmbeddings } from '../openai/embeddings.ts';
import { handleModerations } from '../openai/moderations.ts';
import { openAiChat } from '../openai/openai.chat.ts';
import { openAiCompletions } from '../openai/openai.completions.ts';
import { openAiResponses } from '../openai/openai.responses.ts';
import { openAiCompaction } from '../openai/responses.compact.ts';
import { handleAdmin } from './admin.ts';
import { type CallContext, handleCall } from './handle-call.ts';
import { handleCount } from './handle-count.ts';
import { handleModelList } from './model-lists.ts';
import { sendJson } from './send-json.ts';
import type { Wire } from './wire.ts';

const WIRES: ReadonlyMap<string, Wire> = new Map([
  ['/openai/v1/chat/completions', openAiChat],
  ['/openai/v1/responses', openAiResponses],
  ['/openai/v1/responses/compact', openAiCompaction],
  ['/openai/v1/completions', openAiCompletions],
  ['/anthropic/v1/messages', anthropicMessages],
  ['/groq/openai/v1/chat/completions', groqChat],
  ['/ollama/v1/chat/completions', ollamaChat],
  ['/vllm/v1/chat/completions', vllmChat],
  ['/ollama/v1/completions', ollamaCompletions],
  ['/vllm/v1/completions', vllmCompletions],
  ['/ollama/api/chat', ollamaApiChat],
  ['/ollama/api/generate', ollamaApiGenerate],
]);
const EMBEDDINGS: ReadonlyMap<string | undefined, EmbeddingsApi> = new Map(
  [openAiEmbeddings, ollamaApiEmbed, ollamaApiEmbeddings].map((api) => [api.path, api]),
);

/** The listener of the HTTP server: calls of models first, since benchmarks run through them. */
export function createListener(context: CallContext): RequestListener {
  return (incoming, response) => {
    const url = incoming.url ?? '/';
    const end = url.indexOf('?');
    const wire = incoming.method === 'POST' ? WIRES.get(end === -1 ? url : url.slice(0, end)) : undefined;
    if (wire === undefined) {
      handleOther(context, incoming, response).catch((error: unknown) => fail(response, error));
      return;
    }
    handleCall(context, wire, incoming, response).catch((error: unknown) => fail(response, error));
  };
}

async function handleOther(context: CallContext, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const embeddings = incoming.method === 'POST' ? EMBEDDINGS.get(incoming.url) : undefined;
  if (embeddings !== undefined) return handleEmbeddings(context, embeddings, incoming, response);
  if (incoming.method === 'POST' && incoming.url === '/openai/v1/moderations') {
    return handleModerations(context, incoming, response);
  }
  if (await handleCount(context, incoming, response)) return;
  if (handleModelList(context, WIRES, incoming, response)) return;
  if (await handleAdmin(context, incoming, response)) return;
  const message = `Invalid URL (${incoming.method} ${incoming.url})`;
  sendJson(response, 404, { error: { message, type: 'invalid_request_error', param: null, code: null } });
}

/** A defect of the simulator itself: said aloud, so that it is not mistaken for a provider's behaviour. */
function fail(response: ServerResponse, error: unknown): void {
  console.error('simulator defect', error);
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { error: { message: `simulator defect: ${String(error)}`, type: 'simulator_defect' } });
}
