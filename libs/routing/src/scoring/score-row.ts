import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { replayOpinions } from '../cascade/next-opinion.ts';
import { normaliseShortAnswer } from '../cascade/short-answer/normalise.ts';
import { withoutMaterial } from '../complexity/without-material.ts';
import type { Learned } from '../learning/types.ts';
import type { ModelAbility, PromptReading, QualityModel } from '../quality/quality-model.ts';
import { namedPair } from './named-pair.ts';
import { isSmallByName } from './opinions.ts';
import type { CascadeScore, RowScore, ScoreRow } from './score-row.schema.ts';

export interface RowScorerOptions {
  readonly quality: QualityModel;
  /** What feedback has taught; null = the shipped weights alone. */
  readonly learned: Learned | null;
  /** True = rows with `answers` of cheap models are scored as a cascade. */
  readonly isCascade: boolean;
}

type Pair = readonly [strong: string, weak: string];

/** Scores rows with the code and the weights of the request path. Pure; the same row gives the same score. */
export function createRowScorer(options: RowScorerOptions): (row: ScoreRow) => RowScore {
  const { quality, learned, isCascade } = options;
  const abilityOf = createAbilities(quality);
  const needFor = (reading: PromptReading, [strong, weak]: Pair): number => {
    const [able, cheap] = namedPair(abilityOf(strong), abilityOf(weak));
    if (learned === null) return reading.gain(able, cheap);
    return learned.needFor(reading, { model: strong, ability: able }, { model: weak, ability: cheap });
  };
  const pGood = (reading: PromptReading, model: string): number => {
    const ability = abilityOf(model);
    const belief = learned?.beliefIn(reading, model, ability);
    if (belief !== undefined && belief.evidence > 0) return belief.pGood;
    // Where answers are compared, what the reading says of single models on single prompts is noise beside what they answered (on
    // program outputs 0.60 instead of 0.73 with it): their levels and the prompt's difficulty count.
    return reading.pGood({ ...ability, slopes: [] });
  };
  return (row) => {
    const reading = quality.read(withoutMaterial(bodyOf(row)));
    const scored = pairsOf(row).map((pair): [string, number | CascadeScore] => {
      const cascade = isCascade ? cascadeOf(row, pair, (model) => pGood(reading, model)) : null;
      return [`${pair[0]}>${pair[1]}`, cascade ?? needFor(reading, pair)];
    });
    const first = scored[0]?.[1];
    const own = typeof first === 'object' ? first : { score: reading.need };
    return { id: row.id, ...own, ...(scored.length === 0 ? {} : { pairs: Object.fromEntries(scored) }) };
  };
}

/** Names only: public results come without prices. */
function createAbilities(quality: QualityModel): (model: string) => ModelAbility {
  const known = new Map<string, ModelAbility>();
  return (name) => {
    const ability = known.get(name) ?? quality.abilityOf({ name, blendedUsdPerMillion: null, averageQuality: null });
    if (known.size < 10_000) known.set(name, ability);
    return ability;
  };
}

/** The request a row stands for. */
export function bodyOf({ prompt, messages, tools }: ScoreRow): ChatBody {
  const turns = messages ?? [{ role: 'user', content: prompt ?? '' }];
  return { model: 'auto', messages: turns, ...(tools === undefined || tools === null ? {} : { tools }) };
}

function pairsOf({ strong_model: strong, weak_model: weak, pairs }: ScoreRow): Pair[] {
  const own: Pair[] = typeof strong === 'string' && typeof weak === 'string' ? [[strong, weak]] : [];
  return [...own, ...(pairs ?? [])];
}

/** Null when no cheap model's answer can be compared with the weak model's. */
function cascadeOf(row: ScoreRow, [strong, weak]: Pair, pGood: (model: string) => number): CascadeScore | null {
  const { answers } = row;
  if (!answers || !(weak in answers)) return null;
  const opinionOf = (model: string) => {
    const answer = answers[model] ?? null;
    return { model, answer: normaliseShortAnswer(answer === null ? null : String(answer)), pGood: pGood(model) };
  };
  const asked = row.opinions ?? Object.keys(answers).filter(isSmallByName);
  const others = asked.filter((model) => model !== strong && model !== weak && model in answers).map(opinionOf);
  if (others.length === 0) return null;
  // The ablest of the cheap ones tells most; the order of equals follows from their names, not from the row's.
  if (!row.opinions) others.sort((a, b) => b.pGood - a.pGood || (a.model < b.model ? -1 : 1));
  const { need, asked: extra } = replayOpinions(opinionOf(weak), others, pGood(strong));
  return { score: need, cascade: true, extra };
}
