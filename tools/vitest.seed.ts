import * as fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a run in continuous integration depends on the code alone.
 * `LCO_TEST_SEED=random` draws new ones; a failure prints the seed that shows it again.
 */
const seed = process.env.LCO_TEST_SEED;
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed ?? 20_261_124) });
