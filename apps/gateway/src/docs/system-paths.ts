import { errorAnswer, jsonAnswer } from './answers-in-openapi.ts';

const readiness = {
  type: 'object',
  properties: {
    status: { type: 'string', enum: ['ready', 'not_ready', 'stopping'] },
    checks: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {
          status: { type: 'string', enum: ['ok', 'failing'] },
          problem: { type: 'string', nullable: true, description: 'For this machine and the admin token only.' },
        },
      },
    },
  },
};

/** Probes and metrics. */
export const SYSTEM_PATHS = {
  '/health/live': {
    get: {
      tags: ['System'],
      summary: 'This process answers',
      operationId: 'live',
      security: [],
      responses: {
        200: jsonAnswer('It does.', { type: 'object', properties: { status: { type: 'string' } } }, { status: 'ok' }),
      },
    },
  },
  '/health/ready': {
    get: {
      tags: ['System'],
      summary: 'The gateway and what it needs work',
      operationId: 'ready',
      security: [],
      responses: { 200: jsonAnswer('Ready.', readiness), 503: jsonAnswer('Not ready, or stopping.', readiness) },
    },
  },
  '/metrics': {
    get: {
      tags: ['System'],
      summary: 'Metrics in the Prometheus text format',
      operationId: 'metrics',
      description: 'For callers on the same machine, others with the admin token.',
      security: [{}, { bearer: [] }],
      responses: {
        200: { description: 'Metrics.', content: { 'text/plain': { schema: { type: 'string' } } } },
        401: errorAnswer('From another machine without the admin token.'),
      },
    },
  },
};
