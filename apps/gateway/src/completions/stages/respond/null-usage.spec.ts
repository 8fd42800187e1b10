import { describe, expect, it } from 'vitest';
import { bytesWithNullUsage, withNullUsage } from './null-usage.ts';

const event = (chunk: object) => `data: ${JSON.stringify(chunk)}\n\n`;
const CHOICE = { choices: [{ index: 0, delta: { content: 'a "usage": b\n\n}\n\n' } }] };

describe('usage of chunks before the last', () => {
  it('is null where a provider says nothing', () => {
    expect(withNullUsage(event(CHOICE) + event({ id: 'x', ...CHOICE }))).toBe(
      event({ ...CHOICE, usage: null }) + event({ id: 'x', ...CHOICE, usage: null }),
    );
  });

  it('stays where it is said, in whatever place', () => {
    const events =
      event({ ...CHOICE, usage: null }) + event({ usage: null, ...CHOICE }) + event({ usage: {}, ...CHOICE });
    expect(withNullUsage(events)).toBe(events);
  });

  it('is null beside what a provider says deeper', () => {
    const chunk = { ...CHOICE, x_groq: { id: 'r', usage: { prompt_tokens: 1 } } };
    expect(withNullUsage(event(chunk))).toBe(event({ ...chunk, usage: null }));
  });

  it('is not put into comments, end marks and other events', () => {
    const events = ': keep-alive\n\ndata: [DONE]\n\n';
    expect(withNullUsage(events)).toBe(events);
    expect(withNullUsage(`: keep-alive\n\n${event(CHOICE)}`)).toBe(
      `: keep-alive\n\n${event({ ...CHOICE, usage: null })}`,
    );
  });

  it('leaves characters of several bytes whole', () => {
    const chunk = { choices: [{ delta: { content: 'Ääkkösiä 🌧' } }] };
    const bytes = bytesWithNullUsage(Buffer.from(event(chunk)));
    expect(Buffer.from(bytes).toString('utf8')).toBe(event({ ...chunk, usage: null }));
  });
});
