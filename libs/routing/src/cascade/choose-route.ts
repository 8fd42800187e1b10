import type { CascadeChoice, CascadeInput, CascadeRoute } from './types.ts';

/** Money within this share is the same: then fewer calls win. */
const SAME_PRICE = 0.02;

/**
 * Goes cheap, cascades, or goes straight to the strong model: the cheapest of the three whose expected quality reaches the target, a
 * share of the strong model's. With c = P(cheap good), s = P(strong good), k = share of bad cheap answers that the checks catch, f =
 * share of good ones they escalate for nothing, and e = (1 - c)·k + c·f, the share that is escalated:
 *
 * - cheap: quality c, cost `cheapUsd`
 * - strong: quality s, cost `strongUsd`
 * - cascade: quality c·(1 - f) + c·f·max(s, c) + (1 - c)·k·s·(1 - h), cost `cheapUsd + checkUsd + e·strongUsd`
 *
 * h = {@link HARDER}: prompts that a cheap model fails are harder for the strong one too. Where nothing reaches the target, the best
 * expected quality wins. Unknown prices must be left out by the caller; a cascade without a check (`catchRate` 0) is never
 * chosen.
 */
export function chooseCascadeRoute(input: CascadeInput): CascadeChoice {
  const { pCheap: cheap, pStrong: strong, cheapUsd, strongUsd, checkUsd, catchRate, falseAlarmRate } = input;
  const escalated = (1 - cheap) * catchRate + cheap * falseAlarmRate;
  // A good first answer that is escalated for nothing is mostly answered well by the strong model too.
  const kept = cheap * (1 - falseAlarmRate);
  const mended = (1 - cheap) * catchRate * strong * (1 - HARDER) + cheap * falseAlarmRate * Math.max(strong, cheap);
  const expected: CascadeChoice['expected'] = {
    cheap: { quality: cheap, usd: cheapUsd },
    cascade: { quality: kept + mended, usd: cheapUsd + checkUsd + escalated * strongUsd },
    strong: { quality: strong, usd: strongUsd },
  };
  const routes: CascadeRoute[] = catchRate > 0 ? ['cheap', 'cascade', 'strong'] : ['cheap', 'strong'];
  const floor = input.qualityTarget * strong;
  const enough = routes.filter((route) => expected[route].quality >= floor - 1e-9);
  const route = enough.length > 0 ? cheapest(enough, expected) : best(routes, expected);
  return { route, expected, reason: reasonOf(route, enough.length > 0) };
}

/** How much less often the strong model is right where the cheap one failed; on the six sources of the routing data 0.06 to 0.45, middle 0.3. */
const HARDER = 0.3;

function cheapest(routes: readonly CascadeRoute[], expected: CascadeChoice['expected']): CascadeRoute {
  const least = Math.min(...routes.map((route) => expected[route].usd));
  const near = routes.filter((route) => expected[route].usd <= least * (1 + SAME_PRICE));
  // Of equal prices the single call is the faster one; of two single calls the better one.
  const single = near.filter((route) => route !== 'cascade');
  return best(single.length > 0 ? single : near, expected);
}

function best(routes: readonly CascadeRoute[], expected: CascadeChoice['expected']): CascadeRoute {
  return routes.reduce(
    (top, route) => (expected[route].quality > expected[top].quality ? route : top),
    routes[0] ?? 'strong',
  );
}

function reasonOf(route: CascadeRoute, reachesTarget: boolean): string {
  if (!reachesTarget) return 'No way is expected to reach the quality target; the best one is taken.';
  if (route === 'cheap') return 'The cheap model alone is expected to be good enough.';
  if (route === 'cascade') return 'The cheap model with checks is the cheapest way to the quality target.';
  return 'The strong model is the cheapest way to the quality target.';
}
