import {
  type Decision,
  type DecisionReplay,
  decisionReplaySchema,
  decisionSchema,
} from '@llm-cost-optimizer/contracts';
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import * as z from 'zod';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { DecisionService } from './decision-service.ts';

const idSchema = z.string().min(1).max(128);

@Controller('api/v1/decisions')
export class DecisionsController {
  constructor(private readonly decisions: DecisionService) {}

  @Get(':id')
  @Answers(decisionSchema, { summary: 'Everything that decided about a request' })
  read(@Admin() admin: AdminIdentity, @Param('id', { schema: idSchema }) id: string): Promise<Decision> {
    return this.decisions.read(admin.organizationId, id);
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Answers(decisionReplaySchema, { summary: 'The decision made again from its record' })
  replay(@Admin() admin: AdminIdentity, @Param('id', { schema: idSchema }) id: string): Promise<DecisionReplay> {
    return this.decisions.replay(admin.organizationId, id);
  }
}
