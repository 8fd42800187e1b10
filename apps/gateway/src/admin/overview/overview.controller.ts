import {
  type Clock,
  type Overview,
  overviewSchema,
  type PeriodQuery,
  periodQuerySchema,
} from '@llm-cost-optimizer/contracts';
import type { FiguresRepository } from '@llm-cost-optimizer/persistence';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { periodOf } from '../period.ts';
import { CLOCK, FIGURES } from '../tokens.ts';

@Controller('api/v1/overview')
export class OverviewController {
  constructor(
    @Inject(FIGURES) private readonly figures: FiguresRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Answers(overviewSchema, { summary: 'Savings, cost, cache and latency of a period' })
  read(@Admin() admin: AdminIdentity, @Query({ schema: periodQuerySchema }) query: PeriodQuery): Promise<Overview> {
    const now = new Date(this.clock.now());
    return this.figures.overview({ organizationId: admin.organizationId, ...periodOf(query, now), now });
  }
}
