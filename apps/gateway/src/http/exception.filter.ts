import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendGatewayError, toGatewayError } from './error-answer.ts';

/** The one place where errors of the admin API become answers. */
@Catch()
export class EnvelopeFilter implements ExceptionFilter {
  private readonly onDefect: (error: unknown, requestId: string) => void;

  constructor(onDefect: (error: unknown, requestId: string) => void) {
    this.onDefect = onDefect;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toGatewayError(thrown, request.id);
    if (error.code === 'internal_error') this.onDefect(error.cause ?? error, request.id);
    if (!reply.sent) sendGatewayError(request, reply, error);
  }
}
