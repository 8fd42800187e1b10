import type { ScoreReason } from '@llm-cost-optimizer/contracts';

/** What groups of features are called, and the sentence that tells people about them. */
const GROUPS: readonly { readonly signal: string; readonly detail: string; readonly names: RegExp }[] = [
  {
    signal: 'length',
    detail: 'Length and shape of the text.',
    names: /^(characters|stemWords|sentences|sentenceLength|lines|variety)$/,
  },
  {
    signal: 'choices',
    detail: 'Choices to pick from, or that there are none.',
    names: /^(option.*|options|noOptions|cue\.choose|blanks)$/,
  },
  {
    signal: 'numbers',
    detail: 'Numbers, units and quantities.',
    names: /^(number.*|bigNumbers|decimals|longestNumber|years|percents|dollars|cue\.(share|unit|story|many|compare))$/,
  },
  {
    signal: 'mathematics',
    detail: 'Formulas, proofs and mathematical words.',
    names: /^(operators|tex|brackets|singleLetters|cue\.(math.*|proof))$/,
  },
  {
    signal: 'code',
    detail: 'Program text or talk about programs.',
    names: /^(codeSigns|indents|slashes|cue\.(code|keyword))$/,
  },
  {
    signal: 'vocabulary',
    detail: 'How rare the words are.',
    names:
      /^(rank|rare.*|veryRareWords|unknownWords|rarest|wordLength|longWords|lastRank|names|capitals|allCapitals|wide)$/,
  },
  {
    signal: 'subject',
    detail: 'Words of a subject or profession.',
    names: /^cue\.(physics|chemistry|medical|biology|law|business|history|mind)$/,
  },
  {
    signal: 'request',
    detail: 'What is asked for: a fact, a text, a change of a text, a plan.',
    names: /^(questionMarks|cue\.(what|which|who|when|where|why|how|write|transform|make|explain|greeting|exact))$/,
  },
  {
    signal: 'reasoning',
    detail: 'Conditions, negations and steps to follow.',
    names: /^cue\.(negation|suppose|hence|must|step|me|you|person|modern|stop)$/,
  },
  { signal: 'layout', detail: 'Lists, quotations and layout.', names: /^(listItems|quotes|colons)$/ },
  { signal: 'topic', detail: 'What the text is about, by the meaning of its words.', names: /^(meaning\.|topic$)/ },
];

/** Contributions below this are not worth a line. */
const MIN_WEIGHT = 0.05;
const SHOWN = 5;
/** Logits to points of the 1-10 scale. */
const POINTS = 2;

/** The group of each feature; features of none have the number behind the last group. */
export function groupsOf(names: readonly string[]): Uint8Array {
  return Uint8Array.from(names, (name) => {
    const group = GROUPS.findIndex((candidate) => candidate.names.test(name));
    return group < 0 ? GROUPS.length : group;
  });
}

/** How far each group of features pushed a head, in points of the 1-10 scale. */
export function pushesOf(standard: Float64Array, head: ArrayLike<number>, groups: Uint8Array): Float64Array {
  const pushes = new Float64Array(GROUPS.length + 1);
  for (let at = 0; at < standard.length; at++) {
    const group = groups[at] ?? GROUPS.length;
    pushes[group] = (pushes[group] ?? 0) + (standard[at] ?? 0) * (head[at] ?? 0) * POINTS;
  }
  return pushes;
}

/** The groups of features that pushed most, strongest first. */
export function reasonsOf(pushes: Float64Array): ScoreReason[] {
  return GROUPS.map(({ signal, detail }, at) => ({ signal, detail, weight: Math.round((pushes[at] ?? 0) * 100) / 100 }))
    .filter(({ weight }) => Math.abs(weight) >= MIN_WEIGHT)
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
    .slice(0, SHOWN);
}
