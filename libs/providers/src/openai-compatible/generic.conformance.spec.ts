import { providerQuirksSchema } from '@llm-cost-optimizer/contracts';
import { chatWire } from '../conformance/chat-wire.ts';
import { COMPLETIONS_KIT, EMBEDDINGS_REQUEST, RESPONSES_KIT } from '../conformance/compatible-kits.ts';
import { describeNative, describeNativeRequests } from '../conformance/describe-native.ts';
import { describeProvider } from '../conformance/describe-provider.ts';
import { createOpenAiCompatibleAdapter } from './generic.adapter.ts';

const adapter = createOpenAiCompatibleAdapter({
  id: 'described',
  quirks: providerQuirksSchema.parse({
    supportedSurfaces: ['chat_completions', 'responses', 'completions', 'embeddings'],
  }),
});
const error = (message: string, type: string, code: string | null = null): string =>
  JSON.stringify({ error: { message, type, param: null, code } });

describeNative(adapter, 'responses', RESPONSES_KIT);
describeNative(adapter, 'completions', COMPLETIONS_KIT);
describeNativeRequests(adapter, 'embeddings', EMBEDDINGS_REQUEST);

describeProvider(adapter, {
  ...chatWire({ reasoningField: 'reasoning_content', streamUsage: 'chunk', hasDetails: true }),
  errorEvent: { name: null, data: error('The service is overloaded', 'server_error') },
  errors: [
    { status: 400, body: error('bad', 'invalid_request_error'), kind: 'invalid_request' },
    { status: 401, body: '{"message":"Unauthorized"}', kind: 'credentials' },
    { status: 402, body: error('Insufficient Balance', 'unknown_error', 'invalid_request_error'), kind: 'quota' },
    { status: 404, body: error('The API deployment does not exist.', 'x', 'DeploymentNotFound'), kind: 'not_found' },
    { status: 422, body: '{"detail":[{"loc":["body","seed"],"msg":"Extra inputs"}]}', kind: 'invalid_request' },
    { status: 429, body: error('Slow down', 'rate_limit_error'), kind: 'rate_limited' },
    { status: 503, body: error('The service is overloaded', 'server_error'), kind: 'overloaded' },
  ],
  lacks: {},
});
