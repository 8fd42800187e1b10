export const LANGUAGES = ['curl', 'python', 'typescript'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A first request against this gateway, ready to be pasted. Local gateways take any key. */
export function firstRequest(language: Language, origin: string): string {
  switch (language) {
    case 'curl':
      return `curl ${origin}/v1/chat/completions \\
  -H "authorization: Bearer lco-any-key" \\
  -H "content-type: application/json" \\
  -d '{
    "model": "auto",
    "messages": [{"role": "user", "content": "What is the capital of France?"}]
  }'`;
    case 'python':
      return `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="lco-any-key")
answer = client.chat.completions.create(
    model="auto",
    messages=[{"role": "user", "content": "What is the capital of France?"}],
)
print(answer.choices[0].message.content)`;
    case 'typescript':
      return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: 'lco-any-key' });
const answer = await client.chat.completions.create({
  model: 'auto',
  messages: [{ role: 'user', content: 'What is the capital of France?' }],
});
console.log(answer.choices[0].message.content);`;
  }
}
