import type { TaskType } from './quality-model.ts';
import { DENSE_NAMES } from './text/dense-features.ts';

const at = (name: string): number => DENSE_NAMES.indexOf(name);
const AT = {
  options: at('options'),
  stemWords: at('stemWords'),
  codeSigns: at('codeSigns'),
  tex: at('tex'),
  operators: at('operators'),
  numbers: at('numbers'),
  greeting: at('cue.greeting'),
  code: at('cue.code'),
  keyword: at('cue.keyword'),
  proof: at('cue.proof'),
  mathNoun: at('cue.mathNoun'),
  mathVerb: at('cue.mathVerb'),
  share: at('cue.share'),
  unit: at('cue.unit'),
  story: at('cue.story'),
  write: at('cue.write'),
  transform: at('cue.transform'),
  make: at('cue.make'),
  hence: at('cue.hence'),
  suppose: at('cue.suppose'),
} as const;

/** Log of one plus a word count, in the unit of the feature `stemWords`. */
const words = (count: number): number => Math.log1p(count) / 3;

/** What kind of work the features point to. A label for people and for averages per task; the probabilities do not depend on it. */
export function taskOf(features: ArrayLike<number>): TaskType {
  const value = (index: number): number => features[index] ?? 0;
  const stem = value(AT.stemWords);
  if (stem === 0) return 'other';
  const code = value(AT.code) + value(AT.keyword) / 2 + value(AT.codeSigns) * 2;
  const mathematics =
    value(AT.mathNoun) + value(AT.proof) + value(AT.tex) * 2 + value(AT.operators) + value(AT.mathVerb) / 2;
  const quantities = value(AT.share) + value(AT.unit) + value(AT.story) / 2 + value(AT.numbers);
  if (value(AT.greeting) > 0 && stem <= words(8)) return 'chat';
  if (code >= 2.4 && code > mathematics) return 'code';
  if (mathematics >= 1.6) return 'mathematics';
  if (value(AT.numbers) > 0.5 && quantities >= 2.2) return 'mathematics';
  if (value(AT.options) >= 0.4) return value(AT.suppose) + value(AT.hence) >= 1.4 ? 'reasoning' : 'knowledge';
  if (value(AT.transform) > 0 && value(AT.transform) >= value(AT.write)) return 'extraction';
  if (value(AT.write) > 0 && stem <= words(120)) return 'writing';
  if (value(AT.make) > 0.6 || value(AT.suppose) + value(AT.hence) >= 1.4) return 'reasoning';
  return stem <= words(60) ? 'knowledge' : 'other';
}
