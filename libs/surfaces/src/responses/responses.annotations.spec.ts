import { describe, expect, it } from 'vitest';
import { END, eventsOf, factsFor } from '../__testing__/facts.ts';
import { SURFACES } from '../surfaces.ts';

const { responses } = SURFACES;
const citation = { url: 'https://a.example', title: 'A', start_index: 0, end_index: 2 };
const annotations = [
  { type: 'url_citation', url_citation: citation },
  { type: 'future', x: 1 },
];
const CITED = [{ type: 'url_citation', ...citation }];

describe('citations of pages in the Responses API', () => {
  it('stand with the text of a whole answer', () => {
    const message = { role: 'assistant', content: 'Hi', annotations };
    const completion = { choices: [{ index: 0, message, finish_reason: 'stop' }] };
    const { output } = JSON.parse(responses.encodeAnswer(completion, factsFor(responses), END));
    expect(output).toMatchObject([{ type: 'message', content: [{ text: 'Hi', annotations: CITED }] }]);
  });

  it('come in events of their own, and with the whole text at the end', () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      choices: [{ index: 0, delta, finish_reason }],
    });
    const stream = responses.openStream(factsFor(responses));
    const chunks = [chunk({ annotations }), chunk({ content: 'Hi' }), chunk({ annotations }), chunk({}, 'stop')];
    const events = eventsOf(chunks.map((one) => stream.push(one)).join('') + stream.end(END));
    const added = events.filter(({ type }) => type === 'response.output_text.annotation.added');
    expect(added).toMatchObject([{ annotation_index: 0, content_index: 0, output_index: 0, annotation: CITED[0] }]);
    expect(events.at(-1)).toMatchObject({ response: { output: [{ content: [{ text: 'Hi', annotations: CITED }] }] } });
  });
});
