/** OpenAI's error object, as every endpoint answers it. */
export const ERROR_SCHEMA = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code'],
      properties: {
        message: { type: 'string', description: 'What is wrong and the remedy.' },
        type: { type: 'string', example: 'invalid_request_error' },
        param: { type: 'string', nullable: true, description: 'The field at fault.' },
        code: { type: 'string', nullable: true, example: 'model_not_found' },
        details: { description: 'Particulars of some endpoints, e.g. the problems of a configuration.' },
      },
    },
  },
} as const;

/** An answer in JSON. */
export function jsonAnswer(description: string, schema: unknown, example?: unknown): unknown {
  const content = example === undefined ? { schema } : { schema, example };
  return { description, content: { 'application/json': content } };
}

/** An answer in the error shape. */
export function errorAnswer(description: string): unknown {
  return jsonAnswer(description, { $ref: '#/components/schemas/Error' });
}
