import type { CascadeTrace, ChatBody } from '@llm-cost-optimizer/contracts';
import { agree, checkAnswer, type Opinion, shortAnswerOf, wantsOpinion } from '@llm-cost-optimizer/routing';
import type { Flight } from '../flight/flight.ts';
import type { Run } from '../run.ts';
import type { CompletionServices } from '../services.ts';
import { beginWait, endWait } from '../waiting.ts';
import type { Cascade } from './cascade/cascade.ts';
import { askForDraft, type Draft } from './cascade/draft.ts';
import { finalAnswer } from './execute/final-answer.ts';
import { Walk } from './execute/walk.ts';
import { flightHead } from './execute.stage.ts';

/** Of the request's time the cheap model and the opinions may take this share: the better model needs the rest. */
const TIME_SHARE = 0.5;
/** How much a verdict of checks says about an answer, beside that of a person. */
const LABEL_WEIGHT = 0.3;

/**
 * Lets the cheap model of a cascade answer first and checks its answer. True = it was good enough and the flight has ended with it;
 * false = the plan's own choice has to answer, and whatever was said so far is only paid for. Never throws for a provider's failure.
 */
export async function answerCheaply(run: Run, flight: Flight, services: CompletionServices): Promise<boolean> {
  const { cascade, request } = run;
  if (cascade === null || request === null) return false;
  const { cheap, others } = cascade.plan;
  const walk = new Walk(run, [cheap, ...others], TIME_SHARE);
  flight.onAbandoned(() => walk.abandon());
  beginWait(run, services.clock.monotonic());
  const draft = await askForDraft(run, cheap, walk, services);
  const { droppedParameters } = run;
  const judged = draft === null ? NO_ANSWER : await judge(draft, request.body, { run, cascade, walk, services });
  endWait(run, services.clock.monotonic());
  note(run, cascade, draft, judged);
  services.metrics.cascade(judged.isGood ? 'kept' : 'escalated', judged.check);
  if (draft !== null) teach(run, draft, judged, services);
  if (draft === null || !judged.isGood) return false;
  run.droppedParameters = droppedParameters;
  deliver(run, flight, draft);
  return true;
}

interface Judged {
  readonly isGood: boolean;
  /** The check that decided. */
  readonly check: string;
  readonly reason: string;
  readonly opinions: number;
  /** False where nothing was proven either way: then nothing is learned. */
  readonly isProven: boolean;
}

const NO_ANSWER: Judged = {
  isGood: false,
  check: 'call_failed',
  reason: 'The cheap model gave no answer that can be checked.',
  opinions: 0,
  isProven: false,
};

interface Scene {
  readonly run: Run;
  readonly cascade: Cascade;
  readonly walk: Walk;
  readonly services: CompletionServices;
}

/** The checks that need no further call first; where they prove nothing, second opinions on a short answer. */
async function judge(draft: Draft, body: ChatBody, scene: Scene): Promise<Judged> {
  const { verdict, results } = checkAnswer(body, draft.answer);
  const failed = results.find((result) => result.verdict === 'fail');
  if (failed !== undefined) {
    return { isGood: false, check: failed.check, reason: failed.reason, opinions: 0, isProven: true };
  }
  if (scene.cascade.plan.others.length > 0) return compare(draft, body, scene);
  const passed = results.find((result) => result.verdict === 'pass');
  if (verdict === 'pass' && passed !== undefined) {
    return { isGood: true, check: passed.check, reason: passed.reason, opinions: 0, isProven: true };
  }
  const reason = 'No check could tell anything of the answer.';
  return { isGood: false, check: 'none', reason, opinions: 0, isProven: false };
}

/** Asks other cheap models until one agrees, two at most. */
async function compare(draft: Draft, body: ChatBody, { run, cascade, walk, services }: Scene): Promise<Judged> {
  const first: Opinion = { answer: shortAnswerOf(body, draft.answer.text), pGood: cascade.plan.cheap.pGood ?? 0.5 };
  const said: Opinion[] = [];
  for (const other of cascade.plan.others) {
    if (first.answer === null || !wantsOpinion(first, said)) break;
    const opinion = await askForDraft(run, other, walk, services);
    if (opinion === null) continue;
    said.push({ answer: shortAnswerOf(body, opinion.answer.text), pGood: other.pGood ?? 0.5 });
  }
  const { verdict, agreeing, asked } = agree(first, said, cascade.plan.strong.pGood ?? 1);
  const reason =
    first.answer === null
      ? 'A short answer was asked for and none could be told.'
      : `${agreeing} of ${asked} other cheap models say the same.`;
  return {
    isGood: verdict === 'pass',
    check: 'agreement',
    reason,
    opinions: said.length,
    isProven: verdict !== 'unknown',
  };
}

/** Writes down how it ended. What the client does not get is overhead. */
function note(run: Run, cascade: Cascade, draft: Draft | null, { isGood, check, reason, opinions }: Judged): void {
  const answered = isGood ? (draft?.record.number ?? null) : null;
  const { cheap, strong, expectedQuality, expectedUsd } = cascade.plan;
  const trace: CascadeTrace = {
    result: isGood ? 'kept' : 'escalated',
    check,
    reason,
    cheap: cheap.deployment.id,
    strong: strong.deployment.id,
    opinions,
    expectedQuality,
    expectedUsd,
    wasted: run.attempts.map(({ number }) => number).filter((number) => number !== answered),
  };
  cascade.answeredBy = answered;
  cascade.trace = trace;
}

/** Everything at once: the checks needed the whole answer. */
function deliver(run: Run, flight: Flight, { candidate, end, record, pieces }: Draft): void {
  const head = flightHead(run, candidate, run.attempts.length);
  run.flightAnswer = finalAnswer(candidate, end, record);
  if (pieces.length > 0) flight.open(head, Buffer.concat(pieces));
  flight.answer(head, run.flightAnswer);
}

/** What checks have proven about the cheap model's answer, for this organization; less than a person's word. */
function teach(
  run: Run,
  { candidate }: Draft,
  { isGood, isProven }: Judged,
  { labels, clock }: CompletionServices,
): void {
  const reading = run.plan?.complexity?.reading;
  if (!isProven || reading === undefined || run.caller === null) return;
  labels.add({
    organizationId: run.caller.organizationId,
    requestId: run.id,
    model: candidate.deployment.id,
    reading,
    outcome: isGood ? 1 : 0,
    weight: LABEL_WEIGHT,
    at: new Date(clock.now()),
  });
}
