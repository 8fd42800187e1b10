import { GatewayError } from '@llm-cost-optimizer/contracts';
import { describe, expect, it } from 'vitest';
import { toGatewayError } from './error-answer.ts';

const failed = (statusCode: number, message = 'framework text') => Object.assign(new Error(message), { statusCode });

describe('errors around a handler', () => {
  it('pass when they are ours', () => {
    const error = new GatewayError('conflict', 'Somebody was faster.');
    expect(toGatewayError(error, 'r')).toBe(error);
  });

  it.each([
    { thrown: failed(404), code: 'not_found', status: 404 },
    { thrown: failed(413), code: 'request_too_large', status: 413 },
    { thrown: failed(415), code: 'invalid_request', status: 415 },
    { thrown: failed(400), code: 'invalid_request', status: 400 },
    { thrown: { getStatus: () => 404 }, code: 'not_found', status: 404 },
  ])('become $code when the client is at fault ($status)', ({ thrown, code, status }) => {
    expect(toGatewayError(thrown, 'r')).toMatchObject({ code, httpStatus: status });
  });

  it.each([new Error('password is hunter2'), failed(500, 'password is hunter2'), 'password is hunter2', null])(
    'tell nothing of themselves when they are defects',
    (thrown) => {
      const error = toGatewayError(thrown, 'request-1');
      expect(error).toMatchObject({ code: 'internal_error', httpStatus: 500 });
      expect(error.message).not.toContain('hunter2');
      expect(error.message).toContain('request-1');
    },
  );
});
