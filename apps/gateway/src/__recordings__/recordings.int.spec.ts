import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { expectFailure } from './expect-failure.ts';
import { expectBreak, expectCount, expectModeration, expectTruth } from './expect-truth.ts';
import { type Case, Playback, type Played } from './playback.ts';
import { loadRecordings, type Recording } from './recording.ts';
import { speakersFor } from './speakers.ts';

const recordings = loadRecordings();
const cases = recordings.flatMap(casesOf);
const COUNTING = new Set(['/messages/count_tokens', '/responses/input_tokens']);
const isCounted = ({ recording }: Case): boolean => COUNTING.has(recording.meta.endpoint);
const isModeration = ({ recording }: Case): boolean => recording.meta.endpoint === '/moderations';
const isRefused = ({ recording }: Case): boolean => recording.meta.status !== 200;
const isBroken = ({ recording }: Case): boolean => recording.isBroken;
const isAnswered = (one: Case): boolean => !isRefused(one) && !isBroken(one) && !isCounted(one) && !isModeration(one);

describe.skipIf(recordings.length === 0)(
  'recorded traffic through the running gateway (needs ../shared/fixtures)',
  () => {
    let playback: Playback;
    const playedOf = new Map<string, readonly Played[]>();

    // Everything is played first and the ledger read afterwards: waiting for each row by itself would take minutes.
    beforeAll(async () => {
      playback = await Playback.start();
      for (const one of cases) if (await playback.serves(one.speaker)) playedOf.set(one.name, await playback.play(one));
      const booked = cases.filter((one) => !isCounted(one)).flatMap(({ name }) => playedOf.get(name) ?? []);
      await playback.readRows(booked);
    }, 300_000);
    afterAll(() => playback.stop());

    /** What came of a case; skips it when the gateway does not have its endpoint. */
    const playedFor = ({ name, speaker }: Case, { skip }: TestContext): readonly Played[] => {
      const played = playedOf.get(name);
      return played ?? skip(`surface not served: ${speaker.path}`);
    };
    const each = (chosen: readonly Case[], title: string, check: (one: Case, played: Played) => void): void => {
      for (const one of chosen) {
        it(`${one.name}: ${title}`, (context) => {
          for (const played of playedFor(one, context)) check(one, played);
        });
      }
    };

    describe('answers', () => {
      each(
        cases.filter(isAnswered),
        'client and ledger have its text, calls and tokens, however it is cut',
        expectTruth,
      );
    });

    describe('streams that break off', () => {
      each(
        cases.filter((one) => isBroken(one) && !isRefused(one)),
        'the error is told, what came is booked',
        expectBreak,
      );
    });

    describe('counts of tokens', () => {
      each(cases.filter(isCounted), 'the number of the provider, or an estimate that says so', expectCount);
    });

    describe('moderation', () => {
      each(
        cases.filter((one) => isModeration(one) && !isRefused(one)),
        'results as sent, a row, no cost',
        expectModeration,
      );
    });

    describe('refusals', () => {
      each(
        cases.filter((one) => isRefused(one) && !isCounted(one)),
        'status and envelope of the catalogue, and nothing is billed',
        expectFailure,
      );
    });

    it('most answers have a price, so that the checks of costs mean something', () => {
      const rows = [...playedOf.values()].flat().flatMap(({ row }) => (row === null ? [] : [row]));
      expect(rows.filter(({ costUsd }) => costUsd !== null).length).toBeGreaterThan(rows.length / 3);
    });
  },
);

function casesOf(recording: Recording): Case[] {
  return speakersFor(recording).map((speaker) => ({
    name: `${recording.name} as ${speaker.name}`,
    recording,
    speaker,
  }));
}
