import { type RuleTest, ruleTestSchema } from '@llm-cost-optimizer/contracts';
import { apiSend } from '../../../lib/api.ts';

export interface RuleTrial {
  readonly prompt: string;
  readonly tags: readonly string[];
  /** A draft of the configuration to try; null = the one in force. */
  readonly yaml: string | null;
}

/** What the rules and the router say to a prompt. Nothing is called, stored or booked. */
export function testRules({ prompt, tags, yaml }: RuleTrial): Promise<RuleTest> {
  const request = {
    model: 'auto',
    messages: [{ role: 'user', content: prompt }],
    ...(tags.length === 0 ? {} : { lco: { tags } }),
  };
  return apiSend('POST', '/api/v1/routing/rules/test', { request, ...(yaml === null ? {} : { yaml }) }, ruleTestSchema);
}
