import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import * as z from 'zod';
import { type AnswerNote, findAnswer } from '../admin/answers.ts';
import { VERSION } from '../version.ts';
import { ERROR_SCHEMA, errorAnswer, jsonAnswer } from './answers-in-openapi.ts';
import { MODEL_API_PATHS } from './model-api-paths.ts';
import { SYSTEM_PATHS } from './system-paths.ts';

/** What is filled in of an operation that the library wrote. */
interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  responses?: Record<string, unknown>;
}

const METHODS = ['get', 'put', 'post', 'delete'] as const;

/** Writes the OpenAPI document: the controllers by reflection, the model API and the probes by hand. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, describeProduct());
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation: Operation | undefined = path[method];
      if (operation !== undefined) complete(operation);
    }
  }
  return {
    ...document,
    paths: { ...MODEL_API_PATHS, ...document.paths, ...SYSTEM_PATHS } as OpenAPIObject['paths'],
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Error: ERROR_SCHEMA } as never,
    },
  };
}

function describeProduct(): Omit<OpenAPIObject, 'paths'> {
  return new DocumentBuilder()
    .setTitle('LLM Cost Optimizer')
    .setDescription(
      'An OpenAI-compatible gateway that answers each request with the cheapest model that can do it, and keeps the books. All errors have the same shape; docs/errors.md lists the codes.',
    )
    .setVersion(VERSION)
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'A virtual key for `/v1`; the admin token for `/api/v1`.' },
      'bearer',
    )
    .addCookieAuth(
      'lco_session',
      {
        type: 'apiKey',
        in: 'cookie',
        name: 'lco_session',
        description: 'Session of the dashboard; changes also need the header `x-lco-csrf`.',
      },
      'session',
    )
    .build();
}

/** Adds what reflection does not know: summary, answer, errors, and who may call. */
function complete(operation: Operation): void {
  const note = findAnswer(operation.operationId ?? '');
  if (note === null) return;
  operation.summary = note.summary;
  operation.tags = ['Admin'];
  operation.security = note.isPublic ? [] : [{ bearer: [] }, { session: [] }];
  operation.responses = {
    [note.status]: answerOf(note),
    400: errorAnswer('The request is not valid; `param` names the field.'),
    401: errorAnswer('No or no valid credential.'),
    403: errorAnswer('From a foreign page, or without CSRF token.'),
    404: errorAnswer('No such object in this organization.'),
    503: errorAnswer('The database cannot be reached.'),
  };
}

function answerOf({ schema, summary }: AnswerNote): unknown {
  if (schema === null) return { description: summary };
  return jsonAnswer(summary, z.toJSONSchema(schema, { io: 'output', target: 'openapi-3.0', unrepresentable: 'any' }));
}
