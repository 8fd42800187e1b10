import 'reflect-metadata';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { HealthProbe } from '@llm-cost-optimizer/contracts';
import type { INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { type AdminServices, adminModule } from '../admin/admin.module.ts';
import { registerDocs } from '../docs/docs.routes.ts';
import { AdminGuard } from '../session/admin.guard.ts';
import { serveDashboard } from './dashboard-files.ts';
import { sendGatewayError } from './error-answer.ts';
import { EnvelopeFilter } from './exception.filter.ts';
import { answerBrokenRequest, type FrontDoor } from './front-door.ts';
import { foreignHost } from './model-api.ts';
import { isHostAllowed, type OriginRules } from './origin.ts';
import { type ProbeOptions, problemOf, registerProbes } from './probes.ts';
import { requestIdOf } from './request-id.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { createValidationPipe } from './validation.pipe.ts';

/** Configurations may have a megabyte of text, which JSON may double. */
const MAX_BODY_BYTES = 2_500_000;

export interface AdminAppOptions {
  readonly door: FrontDoor;
  readonly services: AdminServices;
  readonly probes: ProbeOptions;
  readonly rules: OriginRules;
  readonly dashboardDir: string;
  readonly createId: () => string;
  readonly onDefect: (error: unknown, requestId: string) => void;
}

/** The admin side: Nest with its controllers, and beside it on the same Fastify the probes, the documents and the dashboard. */
export async function createAdminApp(options: AdminAppOptions): Promise<INestApplication<Server>> {
  const { door, services, probes, rules, dashboardDir, createId, onDefect } = options;
  const adapter = new FastifyAdapter({
    serverFactory: (listener: RequestListener) => {
      door.serveAdmin(listener);
      return door.server;
    },
    bodyLimit: MAX_BODY_BYTES,
    genReqId: (request: IncomingMessage) => requestIdOf(request, createId),
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    clientErrorHandler: (error: Error & { code?: string }, socket: Socket) => {
      const code = answerBrokenRequest(error, socket);
      if (code !== null) probes.metrics.rejectedInput(code);
    },
    skipMiddie: true,
    multipart: false,
  });
  const fastify: FastifyInstance = adapter.getInstance();
  addSecurityHeaders(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isHostAllowed(request.headers.host, rules)) done();
    else sendGatewayError(request, reply, foreignHost());
  });
  const app = await NestFactory.create<NestFastifyApplication>(adminModule(services), adapter, {
    // Fastify's own JSON parser is enough; Nest's would also take forms, which a foreign page can send.
    bodyParser: false,
    abortOnError: false,
    logger: defectLogger(onDefect),
  });
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new EnvelopeFilter({ onDefect, isDatabaseUp: () => isDatabaseUp(probes.probes) }));
  app.useGlobalGuards(new AdminGuard(services.sessions, rules));
  registerProbes(fastify, probes);
  registerDocs(fastify, app);
  serveDashboard(fastify, dashboardDir);
  await app.init();
  await fastify.ready();
  return app;
}

/** A database that takes longer than this is as good as away. */
const DATABASE_PATIENCE_MS = 1_000;

async function isDatabaseUp(probes: readonly HealthProbe[]): Promise<boolean> {
  const probe = probes.find(({ name }) => name === 'database');
  return probe === undefined || (await problemOf(probe, DATABASE_PATIENCE_MS)) === null;
}

/** Of Nest's own messages only errors are of interest. */
function defectLogger(onDefect: (error: unknown, requestId: string) => void): LoggerService {
  const ignore = () => undefined;
  return { log: ignore, warn: ignore, error: (message: unknown) => onDefect(message, 'nest') };
}
