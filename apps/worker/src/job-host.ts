import { type RunningJobs, type StartJobsOptions, startJobs } from '@llm-cost-optimizer/jobs';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';

/** Runs the jobs for as long as the application lives. */
export class JobHost implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly options: StartJobsOptions;
  private jobs: RunningJobs | null = null;

  constructor(options: StartJobsOptions) {
    this.options = options;
  }

  get isRunning(): boolean {
    return this.jobs !== null;
  }

  async onApplicationBootstrap(): Promise<void> {
    this.jobs = await startJobs(this.options);
  }

  /** Takes no new jobs and waits for the running ones; what a killed worker held goes to another one. */
  async onModuleDestroy(): Promise<void> {
    await this.jobs?.close();
  }

  onApplicationShutdown(): void {
    this.jobs = null;
  }
}
