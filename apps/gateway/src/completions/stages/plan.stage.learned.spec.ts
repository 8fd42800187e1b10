import { describe, expect, it } from 'vitest';
import { loadQualityWeights } from '../../boot/quality-weights.ts';
import { askAndAnswer, testGateway } from '../__testing__/test-gateway.ts';

const quality = loadQualityWeights();
if (quality === null) throw new Error('The weights of the learned scorer are missing.');
const ask = (content: string, over: object = {}) => ({ model: 'auto', messages: [{ role: 'user', content }], ...over });
const lab = () => testGateway({}, { quality });

describe('routing by the learned scorer', () => {
  it('records reading, probabilities and expected quality, and tells the quality in header and body', async () => {
    const made = lab();
    const response = await askAndAnswer(made, ask('What is the capital of France?'));
    const { trace, configVersion } = made.entries[0]?.request ?? {};
    expect(trace?.scorer).toBe(quality.version);
    expect(trace?.decision?.reading).toMatchObject({ model: quality.version, certainty: expect.any(Number) });
    expect(trace?.candidates.every(({ pGood = 0 }) => pGood > 0 && pGood < 1)).toBe(true);
    expect(trace?.expectedQuality).toBe(Number(response.headers['x-lco-expected-quality']));
    expect(response.json).toMatchObject({ lco: { expected_quality: trace?.expectedQuality } });
    expect(configVersion).toBe('v7');
    expect(made.defects).toEqual([]);
  });

  it('says that it abstained where it knows nothing of such prompts, and takes no less than the safe tier', async () => {
    const made = lab();
    await askAndAnswer(made, ask('ʇxǝʇ ƃuᴉzɹǝʌǝɹ ɟo ǝɔǝᴉd ɐ zʞɐɹɟ'));
    const { trace, tier, routeReason } = made.entries[0]?.request ?? {};
    if (trace?.isAbstained !== true) throw new Error('Expected to be unknown; choose a stranger prompt.');
    expect(tier).not.toBe('low');
    expect(routeReason).toContain('abstained');
    expect(trace.reasons[0]?.signal).toBe('abstained');
  });

  it.each([
    { name: 'header', headers: { 'x-lco-dial': '0' }, body: {} },
    { name: 'body', headers: {}, body: { lco: { dial: 0 } } },
  ])('takes the dial from the $name, and gives it a cache entry of its own', async ({ headers, body }) => {
    const made = lab();
    const prompt = 'Prove that there are infinitely many primes.';
    await askAndAnswer(made, ask(prompt));
    const response = await askAndAnswer(made, ask(prompt, body), headers as Record<string, string>);
    expect(response.headers['x-lco-cache']).toBe('MISS');
    expect(response.headers['x-lco-route-reason']).toContain('dial:0');
    const costs = made.entries.map(({ request }) => Number(request.trace.candidates[0]?.estimatedCostUsd));
    expect(costs[1]).toBeLessThan(costs[0] ?? 0);
  });

  it.each([
    { name: 'a dial', header: 'x-lco-dial', value: '11', word: 'from 0 (cheapest) to 10 (best)' },
    { name: 'a target', header: 'x-lco-quality-target', value: '0.2', word: 'a share from 0.5 to 1' },
    { name: 'a tier', header: 'x-lco-min-tier', value: 'top', word: 'low, medium or high' },
  ])('refuses $name that is none, naming what it must be', async ({ header, value, word }) => {
    const made = lab();
    const { response, done } = made.ask(ask('Hi'), { [header]: value });
    await done;
    expect(response.status).toBe(400);
    expect(response.text).toContain(word);
  });

  it('prices the move of a conversation away from the model that has its prompt cached', async () => {
    const made = lab();
    const system = { role: 'system', content: 'You are a patient assistant. '.repeat(2_000) };
    const turn = (content: string) => ({ model: 'auto', messages: [system, { role: 'user', content }] });
    const session = { 'x-lco-session-id': 'conversation-1' };
    await askAndAnswer(made, turn('Plan a journey.'), { ...session, 'x-lco-min-tier': 'high' });
    made.clock.advance(10_000);
    await askAndAnswer(made, turn('Thanks!'), session);
    const [first, second] = made.entries.map(({ request }) => request);
    const { switching, decision } = second?.trace ?? {};
    expect(switching?.warmDeploymentId).toBe(`${first?.servedProvider}/${first?.servedModel}`);
    expect(Number(switching?.cacheCreditUsd)).toBeGreaterThan(0);
    expect(decision?.warm).toMatchObject({ deploymentId: switching?.warmDeploymentId });
    const stayed = second?.servedModel === first?.servedModel;
    expect(switching?.stayVsMove).toBe(stayed ? 'stay' : 'move');
  });

  it('forgets the warm cache when its time is over', async () => {
    const made = lab();
    const long = ask('Summarise this. '.repeat(2_000));
    await askAndAnswer(made, long, { 'x-lco-session-id': 's' });
    made.clock.advance(6 * 60_000);
    await askAndAnswer(made, { ...long, seed: 2 }, { 'x-lco-session-id': 's' });
    expect(made.entries[1]?.request.trace.switching).toBeUndefined();
  });

  it('keeps a quality target on average: what was lost on some prompts is made up on others', async () => {
    const made = lab();
    const shares: number[] = [];
    for (let at = 0; at < 120; at++) {
      const prompt =
        at % 2 === 0 ? `Name a town with ${at} letters.` : `Prove that ${at} is not the square of a rational number.`;
      const response = await askAndAnswer(made, ask(prompt), { 'x-lco-quality-target': '0.95' });
      shares.push(Number(response.headers['x-lco-expected-quality']));
    }
    const later = shares.slice(40);
    expect(later.reduce((sum, share) => sum + share, 0) / later.length).toBeGreaterThan(0.94);
    expect(new Set(later).size).toBeGreaterThan(1);
    expect(made.entries.at(-1)?.request.trace.decision?.toleratedLoss).toBeGreaterThanOrEqual(0);
  });
});
