import {
  type Clock,
  type Feedback,
  feedbackSchema,
  GatewayError,
  type PeriodQuery,
  type PutFeedback,
  periodQuerySchema,
  putFeedbackSchema,
  type RequestDetail,
  type RequestFacets,
  type RequestPage,
  type RequestQuery,
  requestDetailSchema,
  requestFacetsSchema,
  requestPageSchema,
  requestQuerySchema,
} from '@llm-cost-optimizer/contracts';
import type { RequestRepository } from '@llm-cost-optimizer/persistence';
import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import * as z from 'zod';
import { FeedbackService } from '../../feedback/feedback-service.ts';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';
import { periodOf } from '../period.ts';
import { CLOCK, REQUESTS } from '../tokens.ts';

const requestIdSchema = z.string().min(1).max(128);

@Controller('api/v1/requests')
export class RequestsController {
  constructor(
    @Inject(REQUESTS) private readonly requests: RequestRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly feedback: FeedbackService,
  ) {}

  @Get()
  @Answers(requestPageSchema, { summary: 'Requests, newest first, page by page' })
  list(
    @Admin() admin: AdminIdentity,
    @Query({ schema: requestQuerySchema }) query: RequestQuery,
  ): Promise<RequestPage> {
    const now = new Date(this.clock.now());
    // Refuses what makes no sense before the database is asked; the repository reads the same fields.
    if (query.from !== undefined && query.to !== undefined) periodOf(query, now);
    return this.requests.list(admin.organizationId, query, now);
  }

  @Get('facets')
  @Answers(requestFacetsSchema, { summary: 'Values of the filters with counts' })
  async facets(
    @Admin() admin: AdminIdentity,
    @Query({ schema: periodQuerySchema }) query: PeriodQuery,
  ): Promise<RequestFacets> {
    const now = new Date(this.clock.now());
    return this.requests.facets(admin.organizationId, periodOf(query, now));
  }

  @Get(':id')
  @Answers(requestDetailSchema, { summary: 'One request with its attempts and the reasons of its route' })
  async detail(
    @Admin() admin: AdminIdentity,
    @Param('id', { schema: requestIdSchema }) id: string,
  ): Promise<RequestDetail> {
    const found = await this.requests.detail(admin.organizationId, id);
    if (found === null) throw new GatewayError('not_found', 'No such request.');
    return found;
  }

  @Put(':id/feedback')
  @Answers(feedbackSchema, { summary: 'Say what an answer was worth; replaces what was said of it before' })
  async putFeedback(
    @Admin() admin: AdminIdentity,
    @Param('id', { schema: requestIdSchema }) id: string,
    @Body({ schema: putFeedbackSchema }) body: PutFeedback,
  ): Promise<Feedback> {
    const speaker = { organizationId: admin.organizationId, keyId: null, source: 'dashboard' } as const;
    return (await this.feedback.give(speaker, id, body)).feedback;
  }
}
