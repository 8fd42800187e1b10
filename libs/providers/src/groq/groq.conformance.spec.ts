import { chatWire } from '../conformance/chat-wire.ts';
import { describeProvider } from '../conformance/describe-provider.ts';
import { createGroqAdapter } from './groq.adapter.ts';

const error = (message: string, type: string, code?: string): string =>
  JSON.stringify({ error: { message, type, code } });
const ON_TPM = 'for model `m` in organization `org_0123456789` service tier `on_demand` on tokens per minute (TPM)';

describeProvider(createGroqAdapter(), {
  ...chatWire({ reasoningField: 'reasoning', streamUsage: 'x_groq', hasDetails: true }),
  errorEvent: {
    name: 'error',
    data: '{"error":{"message":"Model over capacity","type":"internal_server_error","code":null,"status_code":503}}',
  },
  errors: [
    { status: 400, body: error("property 'x' is unsupported", 'invalid_request_error'), kind: 'invalid_request' },
    {
      status: 400,
      body: error('Tool choice is required', 'invalid_request_error', 'tool_use_failed'),
      kind: 'invalid_request',
    },
    {
      status: 400,
      body: error('The model `m` has been decommissioned', 'invalid_request_error', 'model_decommissioned'),
      kind: 'not_found',
    },
    {
      status: 400,
      body: error(
        'Please reduce the length of the messages or completion.',
        'invalid_request_error',
        'context_length_exceeded',
      ),
      kind: 'context_length',
    },
    { status: 401, body: error('Invalid API Key', 'invalid_request_error', 'invalid_api_key'), kind: 'credentials' },
    {
      status: 404,
      body: error('The model `m` does not exist', 'invalid_request_error', 'model_not_found'),
      kind: 'not_found',
    },
    { status: 413, body: error(`Request too large ${ON_TPM}`, 'tokens', 'rate_limit_exceeded'), kind: 'too_large' },
    {
      status: 429,
      body: error(`Rate limit reached ${ON_TPM}. Please try again in 1.2s.`, 'tokens', 'rate_limit_exceeded'),
      kind: 'rate_limited',
      retryAfterMs: 1_200,
    },
    {
      status: 429,
      headers: { 'retry-after': '578' },
      body: error('TPD', 'tokens'),
      kind: 'rate_limited',
      retryAfterMs: 60_000,
    },
    {
      status: 498,
      body: error('Flex tier capacity exceeded', 'internal_server_error', 'capacity_exceeded'),
      kind: 'overloaded',
    },
    { status: 500, body: error('Internal Server Error', 'internal_server_error'), kind: 'unavailable' },
  ],
  lacks: {},
});
