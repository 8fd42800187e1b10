import { describeNative, describeNativeRequests } from '../conformance/describe-native.ts';
import { describeProvider } from '../conformance/describe-provider.ts';
import { viewOfMessage, viewOfMessageStream } from '../conformance/message-view.ts';
import { MESSAGES_WIRE } from '../conformance/messages-wire.ts';
import { createAnthropicAdapter } from './anthropic.adapter.ts';

const error = (type: string, message: string): string =>
  JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' });

const adapter = createAnthropicAdapter();
const REQUEST = { max_tokens: 100, messages: [{ role: 'user', content: 'Hello' }] };

describeNative(adapter, 'messages', {
  request: REQUEST,
  wire: { ...MESSAGES_WIRE, lacks: { 'time of the answer': 'messages tell no time' } },
  viewOfAnswer: viewOfMessage,
  viewOfStream: viewOfMessageStream,
});
describeNativeRequests(adapter, 'count_tokens', REQUEST);

describeProvider(adapter, {
  ...MESSAGES_WIRE,
  errors: [
    { status: 400, body: error('invalid_request_error', 'messages: Field required'), kind: 'invalid_request' },
    {
      status: 400,
      body: error('invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
      kind: 'context_length',
    },
    {
      status: 400,
      body: error(
        'invalid_request_error',
        'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
      ),
      kind: 'context_length',
    },
    {
      status: 400,
      body: error('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
      kind: 'quota',
    },
    { status: 401, body: error('authentication_error', 'invalid x-api-key'), kind: 'credentials' },
    { status: 402, body: error('billing_error', 'Billing'), kind: 'quota' },
    { status: 403, body: error('permission_error', 'no permission'), kind: 'credentials' },
    { status: 404, body: error('not_found_error', 'model: claude-x'), kind: 'not_found' },
    { status: 413, body: error('request_too_large', 'Request exceeds the maximum size'), kind: 'too_large' },
    {
      status: 429,
      headers: { 'retry-after': '16' },
      body: error('rate_limit_error', 'This request would exceed your rate limit'),
      kind: 'rate_limited',
      retryAfterMs: 16_000,
    },
    { status: 500, body: error('api_error', 'Internal server error'), kind: 'unavailable' },
    { status: 504, body: error('timeout_error', 'Request timed out'), kind: 'unavailable' },
    { status: 529, body: error('overloaded_error', 'Overloaded'), kind: 'overloaded' },
  ],
  lacks: {},
});
