import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { anthropicMessages } from '../anthropic/anthropic.messages.ts';
import { groqChat } from '../groq/groq.chat.ts';
import { ollamaChat, vllmChat } from '../local/local.chat.ts';
import { handleEmbeddings } from '../openai/embeddings.ts';
import { openAiChat } from '../openai/openai.chat.ts';
import { openAiResponses } from '../openai/openai.responses.ts';
import { handleAdmin } from './admin.ts';
import { type CallContext, handleCall } from './handle-call.ts';
import { handleModelList } from './model-lists.ts';
import { sendJson } from './send-json.ts';
import type { Wire } from './wire.ts';

const WIRES: ReadonlyMap<string, Wire> = new Map([
  ['/openai/v1/chat/completions', openAiChat],
  ['/openai/v1/responses', openAiResponses],
  ['/anthropic/v1/messages', anthropicMessages],
  ['/groq/openai/v1/chat/completions', groqChat],
  ['/ollama/v1/chat/completions', ollamaChat],
  ['/vllm/v1/chat/completions', vllmChat],
]);

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
  if (incoming.method === 'POST' && incoming.url === '/openai/v1/embeddings') {
    return handleEmbeddings(context, incoming, response);
  }
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
