import { describe, expect, it } from 'vitest';
import { deploymentOf } from '../conformance/call-builder.ts';
import { nativeCallOf, wireOf } from '../conformance/describe-native.ts';
import { readStream } from '../conformance/read-stream.ts';
import { createOpenAiAdapter } from '../openai/openai.adapter.ts';
import { createVllmAdapter } from '../vllm/vllm.adapter.ts';

const completions = wireOf(createOpenAiAdapter(), 'completions');
const deployment = deploymentOf('openai', 'm');

function sent(given: object) {
  const { body } = completions.encode(nativeCallOf(deployment, { model: 'x', prompt: 'p', ...given }));
  return JSON.parse(Buffer.from(body).toString('utf8'));
}

function stream(wantsUsageChunk: boolean, ...chunks: readonly (object | string)[]) {
  const { openStream } = completions;
  if (openStream === null) throw new Error('completions have streams');
  const lines = chunks.map((chunk) => `data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`);
  return readStream(openStream({ wantsUsageChunk }), [Buffer.from(lines.join(''))]);
}

const chunk = (text: string, finish_reason: string | null, index = 0) => ({
  id: 'c',
  created: 5,
  choices: [{ text, index, finish_reason }],
});
const USAGE = { id: 'c', choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } };

describe('text completions', () => {
  it('ask for usage of streams and keep other options', () => {
    expect(sent({ stream: true }).stream_options).toEqual({ include_usage: true });
    expect(sent({ stream: true, stream_options: { a: 1 } }).stream_options).toEqual({ a: 1, include_usage: true });
    expect(sent({})).not.toHaveProperty('stream_options');
  });

  it('keep back the usage chunk that only we asked for', () => {
    const hidden = stream(false, chunk('a', null), chunk('', 'stop'), USAGE, '[DONE]');
    expect(hidden.decoder.usage).toMatchObject({ promptTokens: 5, completionTokens: 2 });
    expect(hidden.forwarded.toString('utf8')).not.toContain('usage');
    expect(hidden.forwarded.toString('utf8')).toMatch(/data: \[DONE\]\n\n$/);
    const shown = stream(true, chunk('a', null), chunk('', 'stop'), USAGE, '[DONE]');
    expect(shown.forwarded.toString('utf8')).toContain('"usage":{');
  });

  it('are finished when each choice is', () => {
    const two = [chunk('a', null), chunk('b', null, 1), chunk('', 'stop')];
    expect(stream(false, ...two).errors).toMatchObject([{ kind: 'broken_stream' }]);
    expect(stream(false, ...two, chunk('', 'length', 1)).errors).toEqual([]);
  });

  it('go to local servers with or without `/v1` in their address', () => {
    const call = wireOf(createVllmAdapter(), 'completions').encode(nativeCallOf(deployment, { prompt: 'p' }));
    expect(call.path).toBe('/v1/completions');
  });
});
