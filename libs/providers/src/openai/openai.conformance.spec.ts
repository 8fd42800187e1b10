import { chatWire } from '../conformance/chat-wire.ts';
import { COMPLETIONS_KIT, EMBEDDINGS_REQUEST, RESPONSES_KIT } from '../conformance/compatible-kits.ts';
import { describeNative, describeNativeRequests } from '../conformance/describe-native.ts';
import { describeProvider } from '../conformance/describe-provider.ts';
import { createOpenAiAdapter } from './openai.adapter.ts';

const error = (message: string, type: string, code: string | null = null, param: string | null = null): string =>
  JSON.stringify({ error: { message, type, param, code } });

const adapter = createOpenAiAdapter();

describeNative(adapter, 'responses', RESPONSES_KIT);
describeNative(adapter, 'completions', COMPLETIONS_KIT);
describeNativeRequests(adapter, 'embeddings', EMBEDDINGS_REQUEST);

describeProvider(adapter, {
  ...chatWire({ reasoningField: 'reasoning_content', streamUsage: 'chunk', hasDetails: true }),
  errorEvent: { name: null, data: error('The engine is currently overloaded', 'server_error') },
  errors: [
    {
      status: 400,
      body: error("Invalid 'temperature'", 'invalid_request_error', 'invalid_value', 'temperature'),
      kind: 'invalid_request',
    },
    {
      status: 400,
      body: error(
        'Your input exceeds the context window of this model.',
        'invalid_request_error',
        'context_length_exceeded',
      ),
      kind: 'context_length',
    },
    {
      status: 400,
      body: error(
        'The response was filtered due to the prompt triggering the content management policy.',
        'invalid_request_error',
        'content_filter',
      ),
      kind: 'content_filter',
    },
    {
      status: 401,
      body: error('Incorrect API key provided: sk-x.', 'invalid_request_error', 'invalid_api_key'),
      kind: 'credentials',
    },
    {
      status: 403,
      body: error('Country, region, or territory not supported', 'request_forbidden'),
      kind: 'credentials',
    },
    {
      status: 404,
      body: error('The model `x` does not exist', 'invalid_request_error', 'model_not_found'),
      kind: 'not_found',
    },
    { status: 413, body: error('Request too large', 'invalid_request_error'), kind: 'too_large' },
    {
      status: 429,
      headers: { 'retry-after': '20', 'retry-after-ms': '174' },
      body: error('Rate limit reached', 'tokens', 'rate_limit_exceeded'),
      kind: 'rate_limited',
      retryAfterMs: 174,
    },
    {
      status: 429,
      body: error('You exceeded your current quota', 'insufficient_quota', 'insufficient_quota'),
      kind: 'quota',
    },
    { status: 500, body: error('The server had an error', 'server_error'), kind: 'unavailable' },
    { status: 502, body: '<html>502</html>', kind: 'unavailable' },
    { status: 503, body: error('That model is currently overloaded', 'server_error'), kind: 'overloaded' },
  ],
  lacks: {},
});
