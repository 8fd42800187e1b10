import * as z from 'zod';
import { type ProviderQuirks, providerQuirksSchema } from '../ports/provider-quirks.ts';

const { shape } = providerQuirksSchema;

/** Setting of the file by quirk. Complete by type: a new quirk needs a name here. */
const NAMES = {
  acceptsUnknownFields: 'accepts_unknown_fields',
  rejectedFields: 'rejected_fields',
  maxTokensField: 'max_tokens_field',
  streamUsage: 'stream_usage',
  acceptsDeveloperRole: 'accepts_developer_role',
  hasReasoningContent: 'has_reasoning_content',
  supportedSurfaces: 'supported_surfaces',
  authHeader: 'auth_header',
  extraHeaders: 'extra_headers',
  pathPrefix: 'path_prefix',
  apiVersion: 'api_version',
} as const satisfies Record<keyof ProviderQuirks, string>;

/** The quirks of a described provider as the file writes them: the rules of `providerQuirksSchema` under snake_case names. */
export const quirkSettings = z
  .strictObject({
    [NAMES.acceptsUnknownFields]: shape.acceptsUnknownFields,
    [NAMES.rejectedFields]: shape.rejectedFields,
    [NAMES.maxTokensField]: shape.maxTokensField,
    [NAMES.streamUsage]: shape.streamUsage,
    [NAMES.acceptsDeveloperRole]: shape.acceptsDeveloperRole,
    [NAMES.hasReasoningContent]: shape.hasReasoningContent,
    [NAMES.supportedSurfaces]: shape.supportedSurfaces,
    [NAMES.authHeader]: shape.authHeader,
    [NAMES.extraHeaders]: shape.extraHeaders,
    [NAMES.pathPrefix]: shape.pathPrefix,
    [NAMES.apiVersion]: shape.apiVersion,
  })
  .describe('How the provider differs from OpenAI.');

/** The quirks that settings stand for; settings left out are the defaults. */
export function quirksOf(settings: z.infer<typeof quirkSettings> | undefined): ProviderQuirks {
  const written: Readonly<Record<string, unknown>> = settings ?? {};
  const named = Object.entries(NAMES).map(([quirk, name]) => [quirk, written[name]] as const);
  return providerQuirksSchema.parse(Object.fromEntries(named.filter(([, value]) => value !== undefined)));
}
