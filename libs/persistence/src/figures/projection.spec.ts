import { usd } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { projectMonth } from './projection.ts';

const at = (text: string) => new Date(`2026-11-20T${text}Z`);

describe('projectMonth', () => {
  it('scales the saving to the length of the month', () => {
    expect(projectMonth(usd('1'), at('00:00:00'), at('12:00:00'))).toBe('60');
    expect(projectMonth(usd('-0.5'), at('00:00:00'), at('12:00:00'))).toBe('-30');
  });

  it('says nothing without requests or before an hour has passed', () => {
    expect(projectMonth(usd('1'), null, at('12:00:00'))).toBeNull();
    expect(projectMonth(usd('1'), at('11:00:01'), at('12:00:00'))).toBeNull();
  });
});
