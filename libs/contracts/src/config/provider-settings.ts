import * as z from 'zod';
import { modelEntry, modelName } from './model-settings.ts';
import { quirkSettings } from './quirk-settings.ts';

/** A credential; never shown. */
export const secret = z
  .string()
  .max(500)
  .describe('A secret, best by reference: `${OPENAI_API_KEY}` or `${OPENAI_API_KEY:-}`. Empty means not set.');

const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/, 'must be an http:// or https:// address')
  .describe('Base address, e.g. `http://127.0.0.1:11434`.');

const label = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, 'must be a short name of letters, digits, `.`, `_` and `-`');
const weight = z.number().int().min(1).max(1_000);

const keySettings = z
  .strictObject({
    key: secret,
    weight: weight.optional().describe('Share of the requests, relative to the other keys. Default 1.'),
    name: label.optional().describe('Name in the ledger and on pages. Default `key-1`, `key-2` and so on.'),
  })
  .describe('One key of a provider.');
const keyList = z.array(keySettings).min(1).max(20);

const deploymentSettings = z
  .strictObject({
    name: label.optional().describe('Name in the ledger. Default: the region, else `deployment-1` and so on.'),
    base_url: httpUrl.optional().describe("Default: the provider's `base_url`."),
    key: secret.optional().describe("Key for this address. Default: the provider's keys."),
    keys: keyList.optional().describe('Several keys for this address.'),
    weight: weight.optional().describe('Share of the requests, relative to the other deployments. Default 1.'),
    models: z.array(modelName).min(1).max(500).optional().describe('Models served at this address. Default: all.'),
    region: label.optional().describe('Where it stands, e.g. `eu-west`.'),
  })
  .describe('One address of a provider.');

const SHARED = {
  api_key: secret.optional(),
  keys: keyList
    .optional()
    .describe(
      'Several keys of one provider, beside `api_key`. Requests are spread by weight; those of one session or `prompt_cache_key` stay with one key. A key that is refused rests while the others go on.',
    ),
  deployments: z
    .array(deploymentSettings)
    .min(1)
    .max(20)
    .optional()
    .describe(
      'The same provider at several addresses. Requests are spread by weight like those over `keys`; an address that fails is left alone while the others go on.',
    ),
  models: z
    .array(modelEntry)
    .max(500)
    .optional()
    .describe('Models offered here, with prices and limits where they are not known or others were agreed.'),
  enabled: z.boolean().optional().describe('False takes the provider out of all routes. Default true.'),
};

const providerSettings = z.strictObject({
  ...SHARED,
  base_url: httpUrl.optional().describe("Address to use instead of the provider's own."),
});

/** A provider that is described by the file alone. */
const compatibleSettings = z
  .strictObject({
    type: z
      .literal('openai_compatible')
      .describe('`openai_compatible`: the provider has the chat completions API of OpenAI.'),
    display_name: z.string().min(1).max(60).optional().describe('Name for people. Default: the id.'),
    ...SHARED,
    base_url: httpUrl
      .optional()
      .describe(
        'Address before `/chat/completions`, e.g. `https://api.mistral.ai/v1`. Needed unless every deployment has its own.',
      ),
    quirks: quirkSettings.optional(),
  })
  .describe(
    'Any further provider, under an id of your own such as `mistral`; its models are then named `mistral/<model>`.',
  );

const PROVIDER_ID = /^[a-z][a-z0-9_-]{0,39}$/;
/** Our own name space among models. */
const RESERVED_ID = 'lco';

/** `providers` of the file: the known ones by name, and any number of described ones. */
export const providersSettings = z
  .object({
    openai: providerSettings.optional().describe('OpenAI. Its address ends in `/v1`.'),
    anthropic: providerSettings.optional().describe('Anthropic. Its address has no `/v1`.'),
    groq: providerSettings.optional().describe('Groq. Its address ends in `/openai/v1`.'),
    ollama: providerSettings.optional().describe('A server of Ollama.'),
    vllm: providerSettings.optional().describe('A server of vLLM or any other with the API of OpenAI.'),
  })
  .catchall(compatibleSettings)
  .superRefine((providers, { addIssue }) => {
    for (const id of Object.keys(providers)) {
      if (id === RESERVED_ID) {
        addIssue({ code: 'custom', path: [id], message: 'is a name of the product itself: choose another id' });
      } else if (!PROVIDER_ID.test(id)) {
        const message = 'must have an id of at most 40 small letters, digits, `_` and `-`, beginning with a letter';
        addIssue({ code: 'custom', path: [id], message });
      }
    }
  })
  .describe('Addresses, keys and switches per provider. Ollama and vLLM are used once they have a `base_url`.');

export type KeySettings = z.infer<typeof keySettings>;
export type DeploymentSettings = z.infer<typeof deploymentSettings>;
/** What all providers can be told. */
export type ProviderSettings = z.infer<typeof providerSettings>;
export type CompatibleSettings = z.infer<typeof compatibleSettings>;
