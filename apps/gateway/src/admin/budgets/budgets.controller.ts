import {
  type BudgetView,
  budgetListSchema,
  budgetViewSchema,
  type ChangeBudget,
  type CreateBudget,
  changeBudgetSchema,
  createBudgetSchema,
  type TopUpBudget,
  topUpSchema,
} from '@llm-cost-optimizer/contracts';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import * as z from 'zod';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { BudgetService } from './budget-service.ts';

const idSchema = z.string().min(1).max(100);

@Controller('api/v1/budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetService) {}

  @Get()
  @Answers(budgetListSchema, { summary: 'Budgets in force, with what is spent and held, and where they are heading' })
  async list(@Admin() admin: AdminIdentity): Promise<{ budgets: BudgetView[] }> {
    return { budgets: await this.budgets.list(admin.organizationId) };
  }

  @Post()
  @HttpCode(201)
  @Answers(budgetViewSchema, { summary: 'Make a budget; the spend of its period so far counts', status: 201 })
  create(@Admin() admin: AdminIdentity, @Body({ schema: createBudgetSchema }) body: CreateBudget): Promise<BudgetView> {
    return this.budgets.create(admin.organizationId, body);
  }

  @Patch(':id')
  @Answers(budgetViewSchema, { summary: 'Change name, limit or levels, or raise the limit for a while' })
  change(
    @Admin() admin: AdminIdentity,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: changeBudgetSchema }) body: ChangeBudget,
  ): Promise<BudgetView> {
    return this.budgets.change(admin.organizationId, id, body);
  }

  @Post(':id/top-ups')
  @HttpCode(201)
  @Answers(budgetViewSchema, { summary: 'Pay in on a prepaid budget', status: 201 })
  topUp(
    @Admin() admin: AdminIdentity,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: topUpSchema }) body: TopUpBudget,
  ): Promise<BudgetView> {
    return this.budgets.topUp(admin.organizationId, id, body, admin.kind);
  }

  @Delete(':id')
  @HttpCode(204)
  @Answers(null, { summary: 'End a budget; its record is kept', status: 204 })
  archive(@Admin() admin: AdminIdentity, @Param('id', { schema: idSchema }) id: string): Promise<void> {
    return this.budgets.archive(admin.organizationId, id);
  }
}
