import { chatWire } from '../conformance/chat-wire.ts';
import { COMPLETIONS_KIT, EMBEDDINGS_REQUEST } from '../conformance/compatible-kits.ts';
import { describeNative, describeNativeRequests } from '../conformance/describe-native.ts';
import { describeProvider } from '../conformance/describe-provider.ts';
import { createOllamaAdapter } from './ollama.adapter.ts';

const error = (message: string, type: string): string =>
  JSON.stringify({ error: { message, type, param: null, code: null } });

const adapter = createOllamaAdapter();

describeNative(adapter, 'completions', COMPLETIONS_KIT);
describeNativeRequests(adapter, 'embeddings', EMBEDDINGS_REQUEST);

describeProvider(adapter, {
  ...chatWire({ reasoningField: 'reasoning', streamUsage: 'chunk', hasDetails: false }),
  errorEvent: { name: null, data: error('server busy, please try again', 'api_error') },
  errors: [
    { status: 400, body: error('invalid temperature', 'invalid_request_error'), kind: 'invalid_request' },
    {
      status: 400,
      body: error('prompt too long; exceeded max context length by 9 tokens', 'invalid_request_error'),
      kind: 'context_length',
    },
    { status: 400, body: '{"error":"input is too long: context length exceeded"}', kind: 'context_length' },
    { status: 401, body: error('Unauthorized', 'api_error'), kind: 'credentials' },
    { status: 404, body: '{"error":"model \'m\' not found"}', kind: 'not_found' },
    { status: 404, body: error("model 'm' not found", 'not_found_error'), kind: 'not_found' },
    { status: 500, body: error('model requires more system memory', 'api_error'), kind: 'unavailable' },
    {
      status: 503,
      body: '{"error":"server busy, please try again.  maximum pending requests exceeded"}',
      kind: 'overloaded',
    },
  ],
  lacks: {
    'cached tokens': 'the server reports no cached tokens',
    'reasoning tokens': 'the server counts reasoning in the completion without saying how much',
  },
});
