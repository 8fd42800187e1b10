import type { RequestDetail } from '@llm-cost-optimizer/contracts';

/** What of a request its repetition needs. Prompts are not stored, so a placeholder stands for them. */
export type RepeatableRequest = Pick<RequestDetail, 'requestedModel' | 'isStreaming' | 'tags' | 'endUser' | 'mode'>;

export interface Snippet {
  readonly id: 'curl' | 'typescript' | 'python';
  readonly label: string;
  readonly code: string;
}

export const KEY_PLACEHOLDER = 'YOUR_GATEWAY_KEY';
export const PROMPT_PLACEHOLDER = 'Your prompt';

/**
 * Programs that send a request like this one again, for the three usual clients. `origin` is the gateway's address
 * without a trailing slash. Names from the request are quoted for the language they stand in.
 */
export function requestSnippets(sent: RepeatableRequest, origin: string): Snippet[] {
  // A request that could not be read has no model.
  const request = sent.requestedModel === '' ? { ...sent, requestedModel: 'auto' } : sent;
  return [
    { id: 'curl', label: 'curl', code: curl(request, origin) },
    { id: 'typescript', label: 'TypeScript', code: typescript(request, origin) },
    { id: 'python', label: 'Python', code: python(request, origin) },
  ];
}

function optionHeaders(request: RepeatableRequest): [name: string, value: string][] {
  const headers: [string, string][] = [];
  if (request.mode !== null) headers.push(['x-lco-mode', request.mode]);
  if (request.tags.length > 0) headers.push(['x-lco-tags', request.tags.join(',')]);
  return headers;
}

function curl(request: RepeatableRequest, origin: string): string {
  const body = {
    model: request.requestedModel,
    messages: [{ role: 'user', content: PROMPT_PLACEHOLDER }],
    ...(request.isStreaming ? { stream: true } : {}),
    ...(request.endUser === null ? {} : { user: request.endUser }),
  };
  const headers = [
    ['authorization', `Bearer ${KEY_PLACEHOLDER}`],
    ['content-type', 'application/json'],
    ...optionHeaders(request),
  ];
  return [
    `curl ${shellQuote(`${origin}/v1/chat/completions`)}`,
    ...headers.map(([name, value]) => `  -H ${shellQuote(`${name}: ${value}`)}`),
    `  -d ${shellQuote(JSON.stringify(body, null, 2).replaceAll('\n', '\n  '))}`,
  ].join(' \\\n');
}

function typescript(request: RepeatableRequest, origin: string): string {
  const headers = optionHeaders(request);
  const options = headers.length === 0 ? '' : `,\n  { headers: ${JSON.stringify(Object.fromEntries(headers))} },`;
  const call = [
    `    model: ${JSON.stringify(request.requestedModel)},`,
    `    messages: [{ role: 'user', content: ${JSON.stringify(PROMPT_PLACEHOLDER)} }],`,
    ...(request.isStreaming ? ['    stream: true,'] : []),
    ...(request.endUser === null ? [] : [`    user: ${JSON.stringify(request.endUser)},`]),
  ].join('\n');
  const name = request.isStreaming ? 'stream' : 'answer';
  const use = request.isStreaming
    ? "for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta.content ?? '');"
    : 'console.log(answer.choices[0]?.message.content);';
  return `import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: ${JSON.stringify(`${origin}/v1`)},
  apiKey: '${KEY_PLACEHOLDER}',
});

const ${name} = await client.chat.completions.create(
  {
${call}
  }${options === '' ? ',' : options}
);
${use}`;
}

function python(request: RepeatableRequest, origin: string): string {
  const headers = optionHeaders(request);
  const lines = [
    `    model=${JSON.stringify(request.requestedModel)},`,
    `    messages=[{"role": "user", "content": ${JSON.stringify(PROMPT_PLACEHOLDER)}}],`,
    ...(request.isStreaming ? ['    stream=True,'] : []),
    ...(request.endUser === null ? [] : [`    user=${JSON.stringify(request.endUser)},`]),
    ...(headers.length === 0 ? [] : [`    extra_headers=${JSON.stringify(Object.fromEntries(headers))},`]),
  ].join('\n');
  const use = request.isStreaming
    ? 'for chunk in stream:\n    print(chunk.choices[0].delta.content or "", end="")'
    : 'print(answer.choices[0].message.content)';
  return `from openai import OpenAI

client = OpenAI(
    base_url=${JSON.stringify(`${origin}/v1`)},
    api_key="${KEY_PLACEHOLDER}",
)

${request.isStreaming ? 'stream' : 'answer'} = client.chat.completions.create(
${lines}
)
${use}`;
}

/** Single quotes protect everything from a POSIX shell but the single quote itself. */
function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The shortest command that sends a request, for an empty list. In local mode any key is accepted. */
export function firstRequestCommand(origin: string): string {
  const body = '{"model": "auto", "messages": [{"role": "user", "content": "Say hello"}]}';
  return [
    `curl ${origin}/v1/chat/completions`,
    "  -H 'content-type: application/json'",
    `  -H 'authorization: Bearer ${KEY_PLACEHOLDER}'`,
    `  -d '${body}'`,
  ].join(' \\\n');
}
