import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { toTerminalLine } from './terminal-line.ts';

describe('a log line at a terminal', () => {
  it('is time, level, sentence and the fields that say more', () => {
    const line = '{"level":"info","time":"2026-11-25T01:19:52.566Z","role":"gateway","msg":"Version 3.","version":3}\n';
    expect(toTerminalLine(line)).toMatch(/^\d\d:\d\d:\d\d {2}info {3}Version 3\. {2}version=3\n$/);
  });

  it('has the stack of an error below, and indents what follows the first line', () => {
    const line = JSON.stringify({
      level: 'error',
      time: '2026-11-25T01:19:52Z',
      msg: 'a\nb',
      err: { stack: 'E: x\n at y' },
    });
    expect(toTerminalLine(line)).toMatch(/error {2}a\n {4}b\n {4}E: x\n {4} at y\n$/);
  });

  it('stays as it is when it is no JSON object', () => {
    expect(toTerminalLine('plain\n')).toBe('plain\n');
  });

  it('holds no secrets either', () => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(toTerminalLine(line)) };
    createLogger({ level: 'info', stream }).info({ authorization: 'Bearer sk-secret-1234567890abcdef' }, 'Hello.');
    expect(lines.join('')).not.toContain('sk-secret');
  });
});
