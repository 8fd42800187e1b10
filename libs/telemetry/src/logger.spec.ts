import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function capture(level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info') {
  const lines: string[] = [];
  const logger = createLogger({
    level,
    stream: { write: (line) => void lines.push(line) },
    fields: { role: 'gateway' },
  });
  return { logger, lines, first: () => JSON.parse(lines[0] ?? '{}') };
}

describe('logger', () => {
  it('writes one JSON object per line with time, level and the fields of the process', () => {
    const { logger, lines, first } = capture();
    logger.info({ port: 8000 }, 'Listening.');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith('\n')).toBe(true);
    expect(first()).toMatchObject({ level: 'info', role: 'gateway', port: 8000, msg: 'Listening.' });
    expect(first().time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('keeps to its level', () => {
    const { logger, lines } = capture('warn');
    logger.info('no');
    logger.warn('yes');
    expect(lines).toHaveLength(1);
    const silent = capture('silent');
    silent.logger.error('no');
    expect(silent.lines).toEqual([]);
  });

  it.each([
    { name: 'a secret field', fields: { apiKey: 'SECRET' } },
    { name: 'a secret field in an object', fields: { provider: { apiKey: 'SECRET', id: 'openai' } } },
    {
      name: 'headers',
      fields: { request: { headers: { authorization: 'SECRET', cookie: 'SECRET', 'x-api-key': 'SECRET' } } },
    },
    { name: 'a key in free text', fields: { note: 'called with sk-ant-SECRET_1234567' } },
    { name: 'a bearer token in free text', fields: { note: 'Authorization: Bearer SECRET.123456' } },
    { name: 'a password in an address', fields: { note: 'postgresql://lco:SECRET@localhost:5432/lco' } },
    { name: 'a key of Groq in an error', fields: { err: new Error('401 for gsk_SECRETabcdefgh') } },
  ])('fault F85: does not write $name', ({ fields }) => {
    const { logger, lines } = capture();
    logger.error(fields, 'Something with %s', 'sk-SECRET12345678');
    expect(lines.join()).not.toContain('SECRET');
    expect(lines.join()).toContain('[redacted]');
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
  });

  it('leaves ordinary words and addresses alone', () => {
    const { logger, first } = capture();
    const note = 'risk-free basic plan at http://127.0.0.1:8000/v1 for team@example.com';
    logger.info({ note });
    expect(first().note).toBe(note);
  });
});
