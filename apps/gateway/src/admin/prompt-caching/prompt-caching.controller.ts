import { type PromptCachingReport, promptCachingReportSchema } from '@llm-cost-optimizer/contracts';
import { Controller, Get } from '@nestjs/common';
import { ActiveConfig } from '../../configuration/active-config.ts';
import { PromptCacheBoard } from '../../prompt-caching/prompt-cache-board.ts';
import { Admin } from '../../session/admin.guard.ts';
import type { AdminIdentity } from '../../session/session-service.ts';
import { Answers } from '../answers.ts';

@Controller('api/v1/prompt-caching')
export class PromptCachingController {
  constructor(
    private readonly board: PromptCacheBoard,
    private readonly active: ActiveConfig,
  ) {}

  @Get()
  @Answers(promptCachingReportSchema, {
    summary: 'Beginnings that prompts share: what marks for the prompt cache saved and wasted, and what to do',
  })
  read(@Admin() admin: AdminIdentity): PromptCachingReport {
    return this.board.report(admin.organizationId, this.active.snapshot.config.cache.promptCaching);
  }
}
