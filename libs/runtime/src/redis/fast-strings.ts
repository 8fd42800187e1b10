// First the package that does the harm, so that it is done when the cure below runs.
import 'ioredis';

/** V8 takes note of what a place in the code does only after some calls. */
const CALLS = 1_000;

/*
 * `ioredis` derives a class from String (for RESP3's verbatim strings). V8 then keeps String.prototype as a dictionary,
 * and as strings are no objects nothing ever brings it back: from then on every `text.charCodeAt(…)`, `slice`, `includes`
 * anywhere in the process is a slow look-up by name, also where Redis is not used. Reading a prompt of 1 KB took 11 us
 * instead of 3. A look-up through a String object makes V8 sort the prototype out again.
 */
for (let call = 0; call < CALLS; call += 1) firstCode(Object('x'));

function firstCode(text: { charCodeAt(index: number): number }): number {
  return text.charCodeAt(0);
}
