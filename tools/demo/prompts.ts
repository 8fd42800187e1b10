/** Questions a cheap model answers well. */
export const EASY = [
  'What is the capital of France?',
  'Translate "good morning" into Spanish.',
  'Give me three synonyms for "happy".',
  'Is 17 a prime number?',
  'Write a one-line greeting for a birthday card.',
  'Which is larger, 3/4 or 2/3?',
  'Extract the e-mail address: "Write to anna@example.com by Friday."',
  'Fix the spelling: "recieve the adress tomorow".',
  'Classify the mood of "The delivery was late again." as positive, neutral or negative.',
  'Turn 68 degrees Fahrenheit into Celsius.',
];

/** Questions in the middle. */
export const MEDIUM = [
  'Summarise the main arguments for and against remote work in a small company, in five bullet points.',
  'Write a SQL query that lists the ten customers with the highest revenue in the last quarter, with their share of the total.',
  'Explain to a new colleague how HTTP caching with ETag and Cache-Control works, with an example.',
  'Draft a polite reply to a customer whose refund took three weeks, offering a voucher without admitting fault.',
  'Write a TypeScript function that groups an array of orders by week and sums their totals. Include types.',
  'Compare PostgreSQL and MySQL for a booking system with heavy concurrent writes.',
  'Plan a three-day team workshop about observability, with goals and exercises for each day.',
  'A train leaves at 9:40 and needs 3 h 25 min with a 12 minute stop. When does it arrive, and what if it is 18 minutes late?',
];

/** Questions that deserve a strong model. */
export const HARD = [
  'Prove that for every integer n > 1 the sum 1 + 1/2 + … + 1/n is not an integer, and explain each step rigorously.',
  'Our distributed job queue sometimes runs a job twice after a network partition. Design a protocol with fencing tokens that guarantees at-most-once side effects, discuss failure cases, and give pseudocode for worker and coordinator.',
  'Refactor this recursive descent parser into a Pratt parser, keep error recovery, and analyse the time complexity:\n```ts\nfunction expr(tokens: string[], at: number): [number, number] {\n  let [left, next] = term(tokens, at);\n  while (tokens[next] === "+" || tokens[next] === "-") {\n    const [right, after] = term(tokens, next + 1);\n    left = tokens[next] === "+" ? left + right : left - right;\n    next = after;\n  }\n  return [left, next];\n}\n```',
  'Derive the gradient of the softmax cross-entropy loss, then show why label smoothing changes the optimum, with a worked numerical example for three classes.',
];

const PARAGRAPH =
  'The supplier shall deliver the goods described in annex A within the period agreed in the order. Delay releases the buyer from the duty to pay only for the part concerned, unless the delay makes the remainder useless to the buyer. Defects are to be reported in text form within fourteen days of discovery. ';

/** A long document with a simple question behind it: long is not hard. */
export const LONG = `${PARAGRAPH.repeat(60)}\n\nWithin how many days must defects be reported? Answer with the number only.`;

/** A tool that the answer may call. */
export const TOOL = {
  type: 'function' as const,
  function: {
    name: 'find_order',
    description: 'Finds an order by its number.',
    parameters: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'] },
  },
};

/** Teams whose spend shows apart on the dashboard. */
export const TEAMS = ['support', 'search', 'marketing', 'engineering'];
