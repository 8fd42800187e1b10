import { MODES, TIERS } from '@llm-cost-optimizer/contracts';
import { createCatalogue } from '@llm-cost-optimizer/pricing';

const HEADER = `# Configuration of LLM Cost Optimizer.
# Changes are taken over without a restart; a file with mistakes is refused and the old one stays in force.
# Keys belong in environment variables: \${NAME} reads one, \${NAME:-default} has a default.

user:
  # cost | balanced | speed | quality: used when a request names none.
  default_preference: balanced
  # USD per calendar month (UTC) for the organization; null = no limit.
  monthly_budget: null

api_keys:
  openai: \${OPENAI_API_KEY:-}
  anthropic: \${ANTHROPIC_API_KEY:-}
  groq: \${GROQ_API_KEY:-}

# Local servers are used once they have an address. Several keys and addresses per provider, and any other provider with
# the API of OpenAI: docs/providers.md.
# providers:
#   ollama:
#     base_url: http://127.0.0.1:11434
#   vllm:
#     base_url: http://127.0.0.1:8001/v1

# A request that names a model, such as gpt-4: \`route\` lets the router decide and measures savings against that name;
# \`serve\` serves it as asked.
named_models: route

baseline:
  # requested | fixed | flagship
  kind: requested

cache:
  enabled: true
  ttl_seconds: 3600
  max_megabytes: 128

limits:
  max_attempts: 3
  deadline_ms: 600000

# How requests are judged, and rules that go before the judgement: docs/routing.md.
# routing:
#   quality_target: 0.95
#   rules:
#     - name: contracts
#       when: { tag: legal }
#       do: { mode: quality, min_tier: high }

# Which models serve which mode and complexity: one name, or a list of the first choice and its fallbacks.
# These are the defaults with all hosted providers at hand; remove the # in front of what you want to change.
`;

/** The text a fresh installation starts from: every setting at its default, the default routes as a comment. */
export function defaultConfigYaml(): string {
  const defaults = createCatalogue().defaultRoutes(new Set(['openai', 'anthropic', 'groq']));
  const rows = MODES.flatMap((mode) => [
    `#   ${mode}_mode:`,
    ...TIERS.map((tier) => {
      const names = defaults[mode][tier].map(({ provider, model }) => `${provider}/${model}`);
      return `#     ${tier}_complexity: [${names.join(', ')}]`;
    }),
  ]);
  return `${HEADER}# routing_rules:\n${rows.join('\n')}\n`;
}
