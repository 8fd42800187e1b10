import type { CostUnit, TokenUsage } from '@llm-cost-optimizer/contracts';

/** A token vector cut into parts that do not overlap: each token stands in exactly one unit, each tool call in its own. */
export interface UsageParts {
  readonly tokens: Readonly<Record<CostUnit, number>>;
  /** The whole prompt, which decides about long-prompt rates. */
  readonly promptTokens: number;
  /** True when the counts contradicted each other, left open which tokens overlap, or name a tool whose price nobody publishes per call. */
  readonly isAmbiguous: boolean;
}

/** Tools billed per call, and those that cost nothing beside their tokens (Anthropic's web fetch). */
const TOOLS_WITHOUT_DOUBT: ReadonlySet<string> = new Set(['web_search', 'file_search', 'web_fetch']);
const NO_TOOLS: Readonly<Record<string, number>> = Object.freeze({});

/**
 * Splits a usage so that the parts sum to the provider's totals. The total wins: parts that exceed it are cut
 * (cached tokens are kept first, then short writes, then long ones). Audio that may lie inside the cached part
 * is counted as fresh as far as fresh tokens go. Counts that are no whole numbers count down, negative ones as 0.
 */
export function splitUsage(usage: TokenUsage): UsageParts {
  const prompt = count(usage.promptTokens);
  const completion = count(usage.completionTokens);
  const cached = Math.min(count(usage.cachedTokens), prompt);
  const write = Math.min(count(usage.cacheWriteTokens), prompt - cached);
  const writeLong = Math.min(count(usage.cacheWriteLongTokens), prompt - cached - write);
  const fresh = prompt - cached - write - writeLong;
  const audioInput = Math.min(count(usage.audioInputTokens), fresh);
  const audioOutput = Math.min(count(usage.audioOutputTokens), completion);
  const tools = usage.serverToolRequests ?? NO_TOOLS;
  const isCut =
    cached < usage.cachedTokens ||
    write < usage.cacheWriteTokens ||
    writeLong < usage.cacheWriteLongTokens ||
    audioInput < usage.audioInputTokens ||
    audioOutput < usage.audioOutputTokens;
  return {
    tokens: {
      input: fresh - audioInput,
      cache_read: cached,
      cache_write: write,
      cache_write_long: writeLong,
      output: completion - audioOutput,
      audio_input: audioInput,
      audio_output: audioOutput,
      web_search: count(tools.web_search ?? 0),
      file_search: count(tools.file_search ?? 0),
    },
    promptTokens: prompt,
    isAmbiguous: isCut || hasUnpricedTool(tools) || (usage.audioInputTokens > 0 && fresh < prompt),
  };
}

function hasUnpricedTool(tools: Readonly<Record<string, number>>): boolean {
  if (tools === NO_TOOLS) return false;
  return Object.entries(tools).some(([name, calls]) => calls > 0 && !TOOLS_WITHOUT_DOUBT.has(name));
}

function count(tokens: number): number {
  return tokens > 0 && Number.isFinite(tokens) ? Math.min(Math.floor(tokens), Number.MAX_SAFE_INTEGER) : 0;
}
