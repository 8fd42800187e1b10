import {
  type SavingsQuery,
  type SavingsReport,
  savingsQuerySchema,
  savingsReportSchema,
} from '@llm-cost-optimizer/contracts';
import { Controller, Get, Query } from '@nestjs/common';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { SavingsService } from './savings-service.ts';

@Controller('api/v1/savings')
export class SavingsController {
  constructor(private readonly savings: SavingsService) {}

  @Get()
  @Answers(savingsReportSchema, {
    summary: 'Savings of a period, by day, project, key, model and more, against any baseline',
  })
  read(
    @Admin() admin: AdminIdentity,
    @Query({ schema: savingsQuerySchema }) query: SavingsQuery,
  ): Promise<SavingsReport> {
    return this.savings.report(admin.organizationId, query);
  }
}
