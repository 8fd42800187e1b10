import type { ChatBody, ContentPart } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { withoutMaterial } from './without-material.ts';

const DOCUMENT =
  'The parties agree that liability is limited to the amount paid. Prove each claim, and derive the bound.\n'.repeat(
    40,
  );
const bodyOf = (content: string | readonly ContentPart[]): ChatBody => ({
  model: 'auto',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content },
  ],
});
const judged = (content: string | readonly ContentPart[]) => withoutMaterial(bodyOf(content)).messages.at(-1)?.content;

describe('what of a message is judged', () => {
  it.each([
    {
      name: 'in front of a document',
      content: `Summarize the following text in two sentences:\n\n${DOCUMENT}`,
      rest: 'Summarize the following text in two sentences:',
    },
    {
      name: 'behind a document',
      content: `${DOCUMENT}\n\nPlease translate this into German.`,
      rest: 'Please translate this into German.',
    },
    { name: 'on the line of the document', content: `Extract all names: ${DOCUMENT}`, rest: 'Extract all names:' },
    {
      name: 'as a question about a text',
      content: `Is this review positive or negative?\n${DOCUMENT}`,
      rest: 'Is this review positive or negative?',
    },
    { name: 'in another language', content: `Fasse den Text zusammen:\n${DOCUMENT}`, rest: 'Fasse den Text zusammen:' },
  ])('is the instruction alone, $name', ({ content, rest }) => {
    expect(judged(content)).toBe(rest);
  });

  it('is the instruction alone when the document is a part of its own', () => {
    const parts = [
      { type: 'text', text: 'Correct the spelling of this text.' },
      { type: 'text', text: DOCUMENT },
    ];
    expect(judged(parts)).toBe('Correct the spelling of this text.');
  });

  it.each([
    { name: 'short messages', content: 'Summarize: all is well.' },
    { name: 'questions about a document', content: `Which of these clauses are unusual, and why?\n\n${DOCUMENT}` },
    { name: 'proofs', content: `Prove the following theorem.\n\n${DOCUMENT}` },
    { name: 'work on programs', content: `Summarize what this program does:\n\n\`\`\`c\n${DOCUMENT}\`\`\`` },
    { name: 'documents without an instruction', content: DOCUMENT },
  ])('is all of it: $name', ({ content }) => {
    const body = bodyOf(content);
    expect(withoutMaterial(body)).toBe(body);
  });

  it('never changes the request itself', () => {
    const body = bodyOf(`Summarize:\n${DOCUMENT}`);
    const before = JSON.stringify(body);
    withoutMaterial(body);
    expect(JSON.stringify(body)).toBe(before);
  });

  it('takes no longer for a text made to hold it up', () => {
    const body = bodyOf(`${'please '.repeat(200_000)}\n${'a'.repeat(200_000)}`);
    expect(withoutMaterial(body)).toBe(body);
  });
});
