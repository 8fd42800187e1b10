import { GatewayError } from '@llm-cost-optimizer/contracts';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendGatewayError, toGatewayError } from './error-answer.ts';

/** What the filter asks and tells. */
export interface FilterOptions {
  readonly onDefect: (error: unknown, requestId: string) => void;
  /** Asked for every defect: while the database is away, whatever failed has failed because of it. */
  readonly isDatabaseUp: () => Promise<boolean>;
}

/** The one place where errors of the admin API become answers. */
@Catch()
export class EnvelopeFilter implements ExceptionFilter {
  private readonly options: FilterOptions;

  constructor(options: FilterOptions) {
    this.options = options;
  }

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = await this.explain(toGatewayError(thrown, request.id), request.id);
    if (!reply.sent) sendGatewayError(request, reply, error);
  }

  private async explain(error: GatewayError, requestId: string): Promise<GatewayError> {
    if (error.code !== 'internal_error') return error;
    if (await this.options.isDatabaseUp()) {
      this.options.onDefect(error.cause ?? error, requestId);
      return error;
    }
    return new GatewayError(
      'ledger_unavailable',
      'The database cannot be reached. Requests go on being answered and recorded.',
      {
        retryAfterMs: 2_000,
        cause: error.cause,
      },
    );
  }
}
