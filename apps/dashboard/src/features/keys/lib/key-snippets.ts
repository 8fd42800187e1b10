export const CLIENTS = ['python', 'typescript', 'anthropic', 'curl'] as const;
export type Client = (typeof CLIENTS)[number];

/** A first request with this key against the gateway at `origin`, ready to be pasted. */
export function keySnippet(client: Client, origin: string, secret: string): string {
  switch (client) {
    case 'python':
      return `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${secret}")
answer = client.chat.completions.create(
    model="auto",
    messages=[{"role": "user", "content": "Say hello"}],
)
print(answer.choices[0].message.content)`;
    case 'typescript':
      return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: '${secret}' });
const answer = await client.chat.completions.create({
  model: 'auto',
  messages: [{ role: 'user', content: 'Say hello' }],
});
console.log(answer.choices[0].message.content);`;
    case 'anthropic':
      return `import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ baseURL: '${origin}', apiKey: '${secret}' });
const answer = await client.messages.create({
  model: 'auto',
  max_tokens: 500,
  messages: [{ role: 'user', content: 'Say hello' }],
});
console.log(answer.content);`;
    case 'curl':
      return `curl ${origin}/v1/chat/completions \\
  -H 'authorization: Bearer ${secret}' \\
  -H 'content-type: application/json' \\
  -d '{"model": "auto", "messages": [{"role": "user", "content": "Say hello"}]}'`;
  }
}
