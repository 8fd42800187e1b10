/** Requests of one run: 20,000 for the proof, fewer while something is being built. */
export const REQUESTS = readCount('LCO_ENDURANCE_REQUESTS', 20_000);
/** Of all calls to providers. */
export const FAULT_SHARE = 0.3;
export const WIDTH = 40;
/** Large enough never to refuse, so that what is held and spent can be compared. */
export const CONFIG = 'user:\n  monthly_budget: 100000\n';

function readCount(name: string, usual: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return usual;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 100)
    throw new Error(`${name} must be a whole number from 100, not "${text}".`);
  return count;
}
