import type { Mode } from '@llm-cost-optimizer/contracts';
import { balancedStrategy } from './balanced.strategy.ts';
import { costStrategy } from './cost.strategy.ts';
import { qualityStrategy } from './quality.strategy.ts';
import { speedStrategy } from './speed.strategy.ts';
import type { RoutingStrategy } from './strategy.ts';

/** The strategy of each mode. A new mode does not compile until it has one. */
export const STRATEGIES: Readonly<Record<Mode, RoutingStrategy>> = {
  cost: costStrategy,
  balanced: balancedStrategy,
  speed: speedStrategy,
  quality: qualityStrategy,
};
