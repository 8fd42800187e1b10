import { GatewayError } from '@llm-cost-optimizer/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { END, eventsOf, factsFor } from './__testing__/facts.ts';
import { runStream, samples, toChunkBytes, toCompletion } from './__testing__/sample.ts';
import { hasSpecs, messagesValidator, openAiValidator } from './__testing__/shared.ts';
import { SURFACES } from './surfaces.ts';

const { messages, responses, completions } = SURFACES;
const RUNS = { numRuns: 40 };

/** What each surface lets clients see, held against its published schema. */
describe.skipIf(!hasSpecs)('answers follow the published schemas (needs ../shared/specs)', () => {
  it('and the checks would notice if they did not', () => {
    expect(messagesValidator('response')({ type: 'message' })).toBe(false);
    expect(messagesValidator('streamEvent')({ type: 'message_start' })).toBe(false);
    expect(openAiValidator('Response')({ object: 'response' })).toBe(false);
    expect(openAiValidator('ResponseStreamEvent')({ type: 'response.created' })).toBe(false);
    expect(openAiValidator('CreateCompletionResponse')({ object: 'text_completion' })).toBe(false);
  });

  it('messages: whole answers', () => {
    const validate = messagesValidator('response');
    fc.assert(
      fc.property(samples, (sample) => {
        const body = messages.encodeAnswer(toCompletion(sample), factsFor(messages), { ...END, usage: sample.usage });
        validate(JSON.parse(body));
        expect(validate.errors).toBeNull();
      }),
      RUNS,
    );
  });

  it('messages: events of streams', () => {
    const validate = messagesValidator('streamEvent');
    fc.assert(
      fc.property(samples, (sample) => {
        const stream = messages.openStream(factsFor(messages));
        for (const event of eventsOf(runStream(stream, toChunkBytes(sample), END))) {
          validate(event);
          expect(validate.errors).toBeNull();
        }
      }),
      RUNS,
    );
  });

  it('messages: errors', () => {
    const validate = messagesValidator('errorBody');
    validate(messages.errorBody(new GatewayError('upstream_timeout', 'Too late.'), 'req_1'));
    expect(validate.errors).toBeNull();
  });

  const TOOL = { type: 'function', name: 'look', parameters: { type: 'object', properties: {} } };
  const RESPONSE = {
    tools: [TOOL],
    instructions: 'Be short.',
    text: { format: { type: 'json_object' } },
    temperature: 1,
  };

  it('responses: whole answers', () => {
    const validate = openAiValidator('Response');
    fc.assert(
      fc.property(samples, (sample) => {
        const body = responses.encodeAnswer(toCompletion(sample), factsFor(responses, RESPONSE), END);
        validate(JSON.parse(body));
        expect(validate.errors).toBeNull();
      }),
      RUNS,
    );
  });

  it('responses: events of streams', () => {
    const validate = openAiValidator('ResponseStreamEvent');
    fc.assert(
      fc.property(samples, (sample) => {
        const stream = responses.openStream(factsFor(responses, RESPONSE));
        for (const event of eventsOf(runStream(stream, toChunkBytes(sample), END))) {
          validate(event);
          expect(validate.errors).toBeNull();
        }
      }),
      RUNS,
    );
  });

  it('responses: events of a broken stream', () => {
    const validate = openAiValidator('ResponseStreamEvent');
    const text = responses.openStream(factsFor(responses)).fail(new GatewayError('upstream_broken', 'Broke.'));
    for (const event of eventsOf(text)) {
      validate(event);
      expect(validate.errors).toBeNull();
    }
  });

  it('completions: whole answers and chunks', () => {
    const validate = openAiValidator('CreateCompletionResponse');
    fc.assert(
      fc.property(samples, (sample) => {
        const facts = factsFor(completions);
        validate(JSON.parse(completions.encodeAnswer(toCompletion(sample), facts, END)));
        expect(validate.errors).toBeNull();
      }),
      RUNS,
    );
  });
});
