import { type Status, statusSchema } from '@llm-cost-optimizer/contracts';
import { Controller, Get } from '@nestjs/common';
import { Answers } from '../answers.ts';
import { StatusService } from './status-service.ts';

@Controller('api/v1/status')
export class StatusController {
  constructor(private readonly status: StatusService) {}

  @Get()
  @Answers(statusSchema, { summary: 'Version, mode, providers and what is simulated' })
  read(): Status {
    return this.status.read();
  }
}
