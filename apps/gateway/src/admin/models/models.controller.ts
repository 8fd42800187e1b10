import { type Clock, type ModelList, modelListSchema } from '@llm-cost-optimizer/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import { ActiveConfig } from '../../configuration/active-config.ts';
import { Answers } from '../answers.ts';
import { CLOCK } from '../tokens.ts';
import { listModels } from './model-list.ts';

@Controller('api/v1/models')
export class ModelsController {
  constructor(
    private readonly active: ActiveConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Answers(modelListSchema, { summary: 'Models that routes may name' })
  list(): ModelList {
    return listModels(this.active.snapshot, this.active.localModels, this.clock.now());
  }
}
