import type { ChatBody, ComplexityScore, RequestFeatures, ScoreReason } from '@llm-cost-optimizer/contracts';
import { type ComplexityScorer, tierOf } from './scorer.ts';
import { choicesSignal } from './signals/choices.signal.ts';
import { codeSignal } from './signals/code.signal.ts';
import { constraintsSignal } from './signals/constraints.signal.ts';
import { creationSignal } from './signals/creation.signal.ts';
import { effortSignal } from './signals/effort.signal.ts';
import { followUp } from './signals/follow-up.signal.ts';
import { imagesSignal } from './signals/images.signal.ts';
import { lengthSignal } from './signals/length.signal.ts';
import { mathematicsSignal } from './signals/mathematics.signal.ts';
import { reasoningSignal } from './signals/reasoning.signal.ts';
import type { Signal } from './signals/signal.ts';
import { simpleSignal } from './signals/simple.signal.ts';
import { specialistSignal } from './signals/specialist.signal.ts';
import { vocabularySignal } from './signals/vocabulary.signal.ts';
import type { TextScan } from './text-scan.ts';
import { readTurn, type Turn } from './turn.ts';

const NAME = 'heuristic-1';
/** Where a request stands that shows nothing either way: in the middle, not among the easy ones. */
const START = 4;
/** Points beyond these above the start count for less: ten signs of difficulty are not ten times as hard as one. */
const FULL_POINTS = 3;
const FURTHER_SHARE = 0.6;
const MIN_SCORE = 1;
const MAX_SCORE = 10;

const SIGNALS: readonly Signal[] = [
  simpleSignal,
  lengthSignal,
  reasoningSignal,
  mathematicsSignal,
  codeSignal,
  creationSignal,
  constraintsSignal,
  specialistSignal,
  vocabularySignal,
  choicesSignal,
  imagesSignal,
  effortSignal,
];

/**
 * The built-in scorer: counts signs of difficulty in the last user message in one pass, without a model and without
 * the network. Looks at no more than 4 KB of text.
 */
export function createHeuristicScorer(): ComplexityScorer {
  return { name: NAME, score: scoreRequest };
}

function scoreRequest(body: ChatBody, features: RequestFeatures): ComplexityScore {
  const turn = readTurn(body, features);
  const reasons: ScoreReason[] = [];
  let points = START + addUp(turn.scan, turn, reasons);
  if (turn.before !== null) {
    const isPleasantry = turn.scan.seen.pleasantry * 2 >= turn.scan.words && turn.scan.words <= 6;
    const carried = followUp(points, START + addUp(turn.before, turn, null), isPleasantry);
    if (carried !== null) {
      reasons.push(carried);
      points += carried.weight;
    }
  }
  const beyond = Math.max(0, points - START - FULL_POINTS);
  const damped = points - beyond * (1 - FURTHER_SHARE);
  const score = Math.max(MIN_SCORE, Math.min(MAX_SCORE, Math.round(damped)));
  return { score, tier: tierOf(score), scorer: NAME, reasons };
}

function addUp(scan: TextScan, turn: Turn, reasons: ScoreReason[] | null): number {
  let points = 0;
  for (const signal of SIGNALS) {
    const found = signal(scan, turn);
    if (found === null) continue;
    points += found.weight;
    reasons?.push(found);
  }
  return points;
}
