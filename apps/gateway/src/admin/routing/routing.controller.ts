import type { ServerResponse } from 'node:http';
import {
  type BeliefsView,
  beliefsViewSchema,
  type Clock,
  type ConfigVersion,
  configVersionSchema,
  type PeriodQuery,
  type PutRules,
  periodQuerySchema,
  putRulesSchema,
  type RoutingHealthView,
  type RuleList,
  type RuleTest,
  routingHealthSchema,
  ruleListSchema,
  ruleTestSchema,
  type TestRules,
  testRulesSchema,
} from '@llm-cost-optimizer/contracts';
import { Body, Controller, Get, HttpCode, Inject, Post, Put, Query, Res } from '@nestjs/common';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { periodOf } from '../period.ts';
import { CLOCK } from '../tokens.ts';
import { BeliefsService } from './beliefs-service.ts';
import { RoutingHealthService } from './routing-health-service.ts';
import { RuleService } from './rule-service.ts';

@Controller('api/v1/routing')
export class RoutingController {
  constructor(
    private readonly rules: RuleService,
    private readonly healthService: RoutingHealthService,
    private readonly beliefsService: BeliefsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('rules')
  @Answers(ruleListSchema, { summary: 'The rules that go before the score, in order' })
  list(@Admin() admin: AdminIdentity): RuleList {
    return this.rules.list(admin.organizationId);
  }

  @Put('rules')
  @Answers(configVersionSchema, { summary: 'Publish other rules; the rest of the configuration stays' })
  replace(@Admin() admin: AdminIdentity, @Body({ schema: putRulesSchema }) body: PutRules): Promise<ConfigVersion> {
    return this.rules.replace(admin.organizationId, body, admin.kind === 'session' ? 'dashboard' : 'admin token');
  }

  @Post('rules/test')
  @HttpCode(200)
  @Answers(ruleTestSchema, { summary: 'Which rule a request would meet, and why not the others; nothing is called' })
  test(
    @Admin() admin: AdminIdentity,
    @Body({ schema: testRulesSchema }) body: TestRules,
    @Res({ passthrough: true }) reply: { readonly raw: ServerResponse },
  ): Promise<RuleTest> {
    return this.rules.test(admin.organizationId, body, reply.raw);
  }

  @Get('beliefs')
  @Answers(beliefsViewSchema, { summary: 'What feedback has taught the router, per model' })
  beliefs(@Admin() admin: AdminIdentity): Promise<BeliefsView> {
    return this.beliefsService.read(admin.organizationId);
  }

  @Post('beliefs/reset')
  @HttpCode(200)
  @Answers(beliefsViewSchema, { summary: 'Forget what feedback has taught; what was said stays with its requests' })
  resetBeliefs(@Admin() admin: AdminIdentity): Promise<BeliefsView> {
    return this.beliefsService.reset(admin.organizationId);
  }

  @Get('health')
  @Answers(routingHealthSchema, { summary: 'How the router distributes what it decides' })
  health(
    @Admin() admin: AdminIdentity,
    @Query({ schema: periodQuerySchema }) query: PeriodQuery,
  ): Promise<RoutingHealthView> {
    return this.healthService.read(admin.organizationId, periodOf(query, new Date(this.clock.now())));
  }
}
