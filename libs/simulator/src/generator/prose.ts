import type { Random } from './random.ts';

/** Sentences with a gap for a topic: what stands before it and after it. Some hold characters beyond ASCII on purpose. */
const SENTENCES: readonly (readonly [string, string])[] = [
  ['The short version is that ', ' depends on two things: what you measure and how often it changes. '],
  ['Most teams start with ', ' because it is the part that people notice first. '],
  ['In practice ', ' works best when one person owns it and everybody can see the result. '],
  ['There is a trade-off: more attention to ', ' means less time for everything around it. '],
  ['A common mistake is to treat ', ' as a single step – it is rather a loop that runs every week. '],
  ['If the numbers look odd, check ', ' before you change anything else. '],
  ['It helps to write down what ', ' should look like once it is done. '],
  ['Historically, ', ' was handled by hand, which is slow but surprisingly reliable. '],
  ['Compared with the alternatives, ', ' is cheaper to start and dearer to grow. '],
  ['The evidence for ', ' is good, although most of it comes from small samples. '],
  ['Consider the case where ', ' fails halfway: the state must still be readable afterwards. '],
  ['Two numbers matter here: how long ', ' takes, and how often it has to be repeated. '],
  ['For a first version, keep ', ' simple and leave the rest for later. '],
  ['You can verify this by changing ', ' slightly and watching what follows. '],
  ['One caveat: ', ' behaves differently when the input is empty or very long. '],
  ['As a rule of thumb, review ', ' whenever the cost rises by more than 10 %. '],
  ['A café owner would say the same about ', ': the details decide whether guests return. '],
  ['Therefore ', ' → fewer surprises, shorter meetings and a clearer bill. '],
  ['Experts disagree on ', ', but they agree that doing nothing is the expensive option. '],
  ['The next step is to test ', ' with a handful of real examples. '],
  ['Once that is in place, ', ' becomes routine and can be handed over. '],
  ['The risk lies in ', ' being copied without the reasons behind it. '],
  ['Measured over a month, ', ' usually settles at a stable level. '],
  ['It is worth asking who benefits from ', ' and who carries the effort. '],
];

const THOUGHTS: readonly (readonly [string, string])[] = [
  ['The user asks about ', '. '],
  ['We need to cover ', ' without going into side issues. '],
  ['Let me check whether ', ' has a hidden condition. '],
  ['A direct answer on ', ' comes first, the reasons after it. '],
  ['Maybe mention the limits of ', ' as well. '],
  ['Edge case: ', ' could be missing altogether. '],
  ['So the answer should name ', ' and one example. '],
];

const SHORT_ANSWERS = ['Yes.', 'No.', 'Paris', '42', 'Positive', 'Neutral', 'True', 'B', 'Probably not.', 'Madrid 🙂'];

const CODE = `
\`\`\`ts
export function total(items: readonly { price: number; count: number }[]): number {
  return items.reduce((sum, item) => sum + item.price * item.count, 0);
}
\`\`\`
`;

/** Words of Latin script; others give no topics. Much faster than `\p{L}`. */
const WORDS = /[a-zA-Z\u00c0-\u024f]{5,20}/g;

const STOP_WORDS = new Set([
  'about',
  'after',
  'again',
  'because',
  'before',
  'could',
  'every',
  'please',
  'should',
  'their',
]);

/** Words of the question that the answer can talk about; never empty. Looks at the first 400 characters only. */
export function topicsOf(text: string): readonly string[] {
  const topics: string[] = [];
  for (const word of text.slice(0, 400).match(WORDS) ?? []) {
    if (!STOP_WORDS.has(word.toLowerCase())) topics.push(word.toLowerCase());
    if (topics.length === 6) break;
  }
  return topics.length > 0 ? topics : ['this question'];
}

/** Prose of about `targetCharacters` characters (whole sentences, so a little more) about the topics. */
export function writeProse(random: Random, topics: readonly string[], targetCharacters: number): string {
  return fill(SENTENCES, random, topics, targetCharacters).trimEnd();
}

/** The kind of text that reasoning models show as their reasoning: exactly `characters` long. */
export function writeThoughts(random: Random, topics: readonly string[], characters: number): string {
  return fill(THOUGHTS, random, topics, characters).slice(0, characters);
}

/** An answer of one or two words. */
export function writeShortAnswer(random: Random): string {
  return random.pick(SHORT_ANSWERS);
}

/** A short block of code in a Markdown fence. */
export function codeBlock(): string {
  return CODE;
}

function fill(
  bank: readonly (readonly [string, string])[],
  random: Random,
  topics: readonly string[],
  characters: number,
): string {
  let text = '';
  // A step that is prime to the length of the bank walks through all sentences before one comes again.
  let at = random.between(0, bank.length - 1);
  let written = 0;
  while (text.length < characters) {
    const sentence = bank[at % bank.length];
    if (sentence === undefined) break;
    text += sentence[0] + random.pick(topics) + sentence[1];
    at += 5;
    written += 1;
    if (written % 6 === 0) text += '\n\n';
  }
  return text;
}
