import type { StartJobsOptions } from '@llm-cost-optimizer/jobs';
import { type DynamicModule, Module } from '@nestjs/common';
import { JobHost } from './job-host.ts';

@Module({})
class WorkerModule {}

/** The worker application: nothing but the host of the jobs. */
export function workerModule(options: StartJobsOptions): DynamicModule {
  return { module: WorkerModule, providers: [{ provide: JobHost, useValue: new JobHost(options) }] };
}
