import type { ChatBody } from '@llm-cost-optimizer/contracts';
import * as z from 'zod';
import type { AnswerToCheck, CheckResult } from '../types.ts';
import { fitsSchema, parseJson } from './schema.ts';

const schemaFormat = z.object({ json_schema: z.object({ schema: z.unknown() }) });

/** Answers to requests in JSON mode, or with a JSON schema, must be what was asked for. Null = the request asks for no JSON. */
export function checkJson(
  { response_format: format }: ChatBody,
  { text, toolCalls }: AnswerToCheck,
): CheckResult | null {
  if (format?.type !== 'json_object' && format?.type !== 'json_schema') return null;
  if (toolCalls.length > 0 && (text ?? '').trim() === '') return null;
  const parsed = parseJson((text ?? '').trim());
  if (format.type === 'json_object') return jsonObject(parsed);
  if (parsed === null) return { check: 'json_schema', verdict: 'fail', reason: 'The answer is not JSON.' };
  const asked = schemaFormat.safeParse(format);
  const fits = asked.success ? fitsSchema(asked.data.json_schema.schema, parsed.value) : null;
  if (fits === null) {
    return { check: 'json_schema', verdict: 'unknown', reason: 'The answer is JSON; its schema could not be checked.' };
  }
  return fits
    ? { check: 'json_schema', verdict: 'pass', reason: 'The answer is valid against the schema.' }
    : { check: 'json_schema', verdict: 'fail', reason: 'The answer is JSON, but not valid against the schema.' };
}

function jsonObject(parsed: { readonly value: unknown } | null): CheckResult {
  if (parsed === null) return { check: 'json', verdict: 'fail', reason: 'The answer is not JSON.' };
  const isObject = typeof parsed.value === 'object' && parsed.value !== null && !Array.isArray(parsed.value);
  return isObject
    ? { check: 'json', verdict: 'pass', reason: 'The answer is a JSON object.' }
    : { check: 'json', verdict: 'fail', reason: 'The answer is JSON, but no object.' };
}
