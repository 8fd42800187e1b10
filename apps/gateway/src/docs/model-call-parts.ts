import { MODES, TIERS } from '@llm-cost-optimizer/contracts';
import { errorAnswer } from './answers-in-openapi.ts';

/** What all endpoints of the model API have in common. */
export const MODEL_API_SECURITY = [{ bearer: [] }];

const header = (description: string) => ({ description, schema: { type: 'string' } });

/** Our member of every request body. */
export const LCO_OPTIONS = {
  type: 'object',
  description: 'Options of the gateway; never sent to a provider.',
  properties: {
    mode: { type: 'string', enum: [...MODES] },
    dial: {
      type: 'number',
      minimum: 0,
      maximum: 10,
      description: '0 = the cheapest model of the routes, 10 = the best.',
    },
    quality_target: {
      type: 'number',
      minimum: 0.5,
      maximum: 1,
      description: 'Share of what the strongest model would get that is to be kept.',
    },
    min_tier: { type: 'string', enum: [...TIERS], description: 'Nothing from a lower tier.' },
    max_cost_usd: { type: 'number', description: 'Refuse with 402 what is expected to cost more.' },
    allowed_models: { type: 'array', items: { type: 'string' }, description: 'Patterns such as `openai/*`.' },
    fallbacks: {
      type: 'array',
      items: { type: 'string' },
      description: 'Models to try, in this order, behind the first choice and before the rest of the route.',
    },
    deadline: { description: 'Time for the whole request: "30s", "5m", or a number of seconds.', example: '30s' },
    cascade: {
      type: 'boolean',
      description: 'A cheaper model may answer first where its answer can be checked; `false` = never.',
    },
    strict_params: { type: 'boolean', description: 'Only models that take every parameter as it is, else 400.' },
    prompt_caching: { type: 'boolean', description: 'False: nothing is marked for the prompt cache of the provider.' },
    cache: {
      type: 'object',
      additionalProperties: false,
      properties: {
        read: { type: 'boolean' },
        write: { type: 'boolean' },
        ttl_s: { type: 'number' },
        namespace: { type: 'string' },
        semantic: { type: 'boolean', enum: [false] },
      },
    },
    tags: { type: 'array', items: { type: 'string' } },
    session_id: { type: 'string' },
    baseline: { type: 'string', description: 'Model that savings of this request are measured against.' },
    usage: { type: 'boolean', description: 'Send usage and cost at the end of a stream.' },
  },
};

/** Headers that every endpoint reads. */
export const MODEL_CALL_PARAMETERS = [
  { name: 'x-lco-mode', in: 'header', schema: { type: 'string', enum: [...MODES] } },
  { name: 'x-lco-dial', in: 'header', schema: { type: 'number' }, description: 'As in the body.' },
  { name: 'x-lco-quality-target', in: 'header', schema: { type: 'number' }, description: 'As in the body.' },
  {
    name: 'x-lco-min-tier',
    in: 'header',
    schema: { type: 'string', enum: [...TIERS] },
    description: 'As in the body.',
  },
  {
    name: 'x-lco-cache',
    in: 'header',
    schema: { type: 'string', enum: ['no-store', 'no-cache', 'off', 'only'] },
  },
  { name: 'x-lco-max-cost-usd', in: 'header', schema: { type: 'number' }, description: 'As in the body.' },
  { name: 'x-lco-deadline', in: 'header', schema: { type: 'string' }, description: 'As in the body.' },
  { name: 'x-lco-cascade', in: 'header', schema: { type: 'boolean' }, description: 'As in the body.' },
  { name: 'x-lco-strict-params', in: 'header', schema: { type: 'boolean' }, description: 'As in the body.' },
  { name: 'x-lco-session-id', in: 'header', schema: { type: 'string' }, description: 'As in the body.' },
  { name: 'traceparent', in: 'header', schema: { type: 'string' }, description: 'Passed on; its id is in the row.' },
  { name: 'x-lco-tags', in: 'header', schema: { type: 'string' }, description: 'Comma-separated.' },
  { name: 'x-request-id', in: 'header', schema: { type: 'string' }, description: 'Kept when well-formed.' },
  {
    name: 'idempotency-key',
    in: 'header',
    schema: { type: 'string', maxLength: 255 },
    description:
      'Makes the request once for 24 hours: the same key and body get the stored answer (docs/idempotency.md).',
  },
];

/** Headers of every answer. */
export const ANSWER_HEADERS = {
  'x-request-id': header('Id of the request, for support and for the request page.'),
  'x-lco-model': header('Model that answered.'),
  'x-lco-provider': header('Its provider.'),
  'x-lco-score': header('Complexity from 1 to 10; absent where nothing was scored.'),
  'x-lco-cascade': header('`kept` or `escalated`, and the check that decided, where a cheaper model answered first.'),
  'x-lco-expected-quality': header('Expected share of what the strongest model of the routes would get, 0 to 1.'),
  'x-lco-route-reason': header('Why this model, in short.'),
  'x-lco-attempts': header('Calls to providers.'),
  'x-lco-overhead-ms': header("The gateway's own share of the time."),
  'x-lco-budget-remaining-usd': header('What is left, where there is a budget.'),
  'x-lco-cache': header('HIT, MISS, BYPASS or DEDUP.'),
  'x-lco-cost-usd': header('What was paid. Not on streams: see the last chunk.'),
  'x-lco-saved-usd': header('What the baseline would have cost more.'),
  'x-lco-dropped-params': header('What of the request was left out or changed for the model that answered.'),
  'x-lco-idempotent-replay': header('`true` on the stored answer of an earlier request with the same key.'),
};

export const MODEL_CALL_ERRORS = {
  400: errorAnswer('The request is not valid, or no model of the route can do what it needs.'),
  401: errorAnswer('No or no valid virtual key.'),
  402: errorAnswer('The budget is spent, or the request would cost more than its `max_cost_usd`.'),
  403: errorAnswer('A rule of the configuration refuses such requests, or the key may not use the model.'),
  404: errorAnswer('Unknown model.'),
  409: errorAnswer('The `Idempotency-Key` was used for another request.'),
  429: errorAnswer('Every provider of the route refuses for its rate limit; `retry-after` says how long.'),
  502: errorAnswer("The provider's answer broke."),
  503: errorAnswer('No provider of the route answers, or this gateway is stopping.'),
  504: errorAnswer('No provider answered in time.'),
};
