import { type ChatRequest, type ChatResponse, type GenerateResponse, Ollama } from 'ollama';
import {
  ALL_ABILITIES,
  type Answer,
  CITY_SCHEMA,
  type Driver,
  MAX_TOKENS,
  PIXEL_BASE64,
  type Question,
  type Target,
  untilText,
  WEATHER,
} from '../driver.ts';

/** The `ollama` package on chats. */
export const ollamaChat: Driver = {
  name: 'ollama, chat',
  path: '/api/chat',
  abilities: ALL_ABILITIES,
  async ask(target, question) {
    return answerOf([await clientOf(target).chat(paramsOf(target, question))]);
  },
  async stream(target, question) {
    const parts: ChatResponse[] = [];
    for await (const part of await clientOf(target).chat({ ...paramsOf(target, question), stream: true }))
      parts.push(part);
    return answerOf(parts);
  },
  async leave(target, question) {
    const stream = await clientOf(target).chat({ ...paramsOf(target, question), stream: true });
    await untilText(stream, ({ message }) => message.content);
    stream.abort();
  },
  statusOf,
};

/** The `ollama` package on single prompts. */
export const ollamaGenerate: Driver = {
  name: 'ollama, generate',
  path: '/api/generate',
  abilities: new Set(['schema', 'images']),
  async ask(target, question) {
    return textOf([await clientOf(target).generate(promptOf(target, question))]);
  },
  async stream(target, question) {
    const parts: GenerateResponse[] = [];
    const request = { ...promptOf(target, question), stream: true as const };
    for await (const part of await clientOf(target).generate(request)) parts.push(part);
    return textOf(parts);
  },
  async leave(target, question) {
    const stream = await clientOf(target).generate({ ...promptOf(target, question), stream: true });
    await untilText(stream, ({ response }) => response ?? '');
    stream.abort();
  },
  statusOf,
};

export function clientOf({ url, id }: Target): Ollama {
  return new Ollama({ host: url, headers: { 'x-request-id': id } });
}

function paramsOf({ model }: Target, question: Question): ChatRequest & { stream?: false } {
  const { prompt, hasTool, hasImage } = question;
  const message = { role: 'user', content: prompt, ...(hasImage === true ? { images: [PIXEL_BASE64] } : {}) };
  return {
    model,
    messages: [message],
    ...commonOf(question),
    ...(hasTool === true ? { tools: [{ type: 'function', function: WEATHER }] } : {}),
  };
}

function promptOf({ model }: Target, question: Question) {
  const images = question.hasImage === true ? { images: [PIXEL_BASE64] } : {};
  return { model, prompt: question.prompt, ...images, ...commonOf(question) };
}

function commonOf({ hasSchema }: Question) {
  return { options: { num_predict: MAX_TOKENS }, ...(hasSchema === true ? { format: CITY_SCHEMA } : {}) };
}

function answerOf(parts: readonly ChatResponse[]): Answer {
  const calls = parts.flatMap(({ message }) => message.tool_calls ?? []);
  return {
    text: parts.map(({ message }) => message.content).join(''),
    calls: calls.map(({ function: fn }) => ({ name: fn.name, input: fn.arguments })),
    tokens: tokensOf(parts.at(-1)),
  };
}

function textOf(parts: readonly GenerateResponse[]): Answer {
  return { text: parts.map(({ response }) => response ?? '').join(''), calls: [], tokens: tokensOf(parts.at(-1)) };
}

function tokensOf(end: ChatResponse | GenerateResponse | undefined): Answer['tokens'] {
  return end === undefined ? null : { input: end.prompt_eval_count, output: end.eval_count };
}

/** This client calls it by another name than all others. */
function statusOf(error: unknown): number | null {
  const isTold = error instanceof Error && 'status_code' in error && typeof error.status_code === 'number';
  return isTold ? Number(error.status_code) : null;
}
