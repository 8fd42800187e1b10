import { describe, expect, it } from 'vitest';
import { type Command, matchCommands } from './commands.ts';

const command = (label: string): Command => ({ id: label, kind: 'x', label, run: () => undefined });
const labels = (text: string, typed: Command[] = []) =>
  matchCommands(['Dark theme', 'Requests', 'Requests served by model-a'].map(command), text, typed).map(
    (entry) => entry.label,
  );

describe('command palette', () => {
  it('lists everything for no text', () => {
    expect(labels('')).toHaveLength(3);
  });

  it('finds commands that hold every word, in any order and case', () => {
    expect(labels('MODEL req')).toEqual(['Requests served by model-a']);
  });

  it('puts commands that begin with the text first and those made of the text last', () => {
    expect(labels('req', [command('Search')])).toEqual(['Requests', 'Requests served by model-a', 'Search']);
    expect(labels('nothing', [command('Search')])).toEqual(['Search']);
  });
});
