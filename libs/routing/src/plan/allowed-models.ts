import type { Deployment } from '@llm-cost-optimizer/contracts';

const MAX_PATTERN_CHARS = 200;

/**
 * Whether a deployment is among the allowed models. A pattern is `provider/model`, a model id, or either with `*` for
 * any characters: `openai/*`, `gpt-6*`, `*`. Compared without regard to case. Null = any; an empty list = none.
 *
 * A pattern with a slash and a wildcard speaks of the provider alone: `openai/*` must not let a request out to
 * Groq, whose ids begin with `openai/` too.
 */
export function isAllowed(deployment: Pick<Deployment, 'id' | 'model'>, patterns: readonly string[] | null): boolean {
  if (patterns === null) return true;
  const id = deployment.id.toLowerCase();
  const model = deployment.model.toLowerCase();
  return patterns.some((pattern) => {
    const wanted = pattern.trim().toLowerCase().slice(0, MAX_PATTERN_CHARS);
    if (matches(id, wanted)) return true;
    return wanted.includes('/') ? wanted === model : matches(model, wanted);
  });
}

/** Wildcard match without a regular expression: patterns come from clients and must not run away. */
function matches(text: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  if (!text.startsWith(head)) return false;
  const tail = rest.pop() ?? '';
  let from = head.length;
  for (const piece of rest) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - tail.length >= from && text.endsWith(tail);
}
