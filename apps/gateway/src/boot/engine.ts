import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from allocating objects straight in the old generation. It does so for every place in the code whose objects
 * survived a few times, such as all that make up a request while the process is busy. Dead ones then keep each other and
 * everything young that they point to alive until the next full collection (measured under load: a quarter of all
 * allocated memory, a third of the CPU per request). To be called before there is any load.
 */
export function tuneEngine(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
