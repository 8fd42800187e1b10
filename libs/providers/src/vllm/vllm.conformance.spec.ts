import { chatWire } from '../conformance/chat-wire.ts';
import { COMPLETIONS_KIT, EMBEDDINGS_REQUEST } from '../conformance/compatible-kits.ts';
import { describeNative, describeNativeRequests } from '../conformance/describe-native.ts';
import { describeProvider } from '../conformance/describe-provider.ts';
import { createVllmAdapter } from './vllm.adapter.ts';

const old = (message: string, type: string, code: number): string =>
  JSON.stringify({ object: 'error', message, type, param: null, code });
const recent = (message: string, type: string, code: number): string =>
  JSON.stringify({ error: { message, type, param: null, code } });
const TOO_LONG = "This model's maximum context length is 131072 tokens. However, you requested 156632 tokens.";

const adapter = createVllmAdapter();

describeNative(adapter, 'completions', COMPLETIONS_KIT);
describeNativeRequests(adapter, 'embeddings', EMBEDDINGS_REQUEST);

describeProvider(adapter, {
  ...chatWire({ reasoningField: 'reasoning_content', streamUsage: 'chunk', hasDetails: false }),
  errorEvent: { name: null, data: old('The server is overloaded', 'ServiceUnavailableError', 503) },
  errors: [
    { status: 400, body: old(TOO_LONG, 'BadRequestError', 400), kind: 'context_length' },
    { status: 400, body: recent(TOO_LONG, 'BadRequestError', 400), kind: 'context_length' },
    {
      status: 400,
      body: recent(
        'The decoder prompt (length 9000) is longer than the maximum model length of 8192.',
        'BadRequestError',
        400,
      ),
      kind: 'context_length',
    },
    { status: 400, body: old('top_k must be -1', 'BadRequestError', 400), kind: 'invalid_request' },
    { status: 401, body: '{"error":"Unauthorized"}', kind: 'credentials' },
    { status: 404, body: old('The model `m` does not exist.', 'NotFoundError', 404), kind: 'not_found' },
    {
      status: 422,
      body: '{"detail":[{"loc":["body","n"],"msg":"value is not a valid integer"}]}',
      kind: 'invalid_request',
    },
    { status: 500, body: 'Internal Server Error', kind: 'unavailable' },
    { status: 503, body: old('overloaded', 'ServiceUnavailableError', 503), kind: 'overloaded' },
  ],
  lacks: {
    'cached tokens': 'the server reports them only when started with a switch',
    'reasoning tokens': 'the server counts reasoning in the completion without saying how much',
  },
});
