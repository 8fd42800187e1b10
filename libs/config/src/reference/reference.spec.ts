import { createCatalogue } from '@llm-cost-optimizer/pricing';
import { describe, expect, it } from 'vitest';
import { redactConfig } from '../file/redact.ts';
import { printableConfig } from '../resolve/describe-config.ts';
import { resolveConfig } from '../resolve/resolve-config.ts';
import { VARIABLES } from '../settings/variables.ts';
import { configReferenceMarkdown } from './config-reference.ts';
import { envExample, envReferenceMarkdown } from './environment-reference.ts';

describe('generated references', () => {
  it('list every setting with its meaning', () => {
    const text = configReferenceMarkdown();
    for (const path of [
      'user.monthly_budget',
      'routing_rules.cost_mode.low_complexity',
      'limits.max_attempts',
      'model_aliases',
      'providers.openai.keys[].weight',
      'providers.<id>.quirks.auth_header',
    ]) {
      expect(text).toContain(`| \`${path}\` |`);
    }
    expect(text).not.toMatch(/undefined|Infinity|\| - \|$/m);
  });

  it('list every variable, the example with its default', () => {
    for (const { name } of VARIABLES) {
      expect(envReferenceMarkdown()).toContain(`| \`${name}\``);
      expect(envExample()).toMatch(new RegExp(`^#${name}=`, 'm'));
    }
    expect(envExample()).toContain('#LCO_PORT=8000');
  });
});

describe('what is shown of a configuration', () => {
  it('fault F85: holds no key and no credentials of an address', () => {
    const { config } = resolveConfig({
      yaml: 'providers:\n  vllm: { base_url: "http://user:secret-1@host:8001/v1" }\napi_keys: { openai: secret-2 }',
      version: 1,
      env: { GROQ_API_KEY: 'secret-3' },
      catalogue: createCatalogue(),
      simulatorUrl: null,
      simulate: 'auto',
      localModels: [],
      now: Date.parse('2026-11-24'),
    });
    if (config === null) throw new Error('not resolved');
    const text = JSON.stringify(printableConfig(config));
    expect(text).not.toContain('secret');
    expect(text).toContain('http://host:8001/v1');
  });

  it('fault F85: holds none of several keys and deployments, but their names', () => {
    const yaml = `
providers:
  openai:
    keys: [{ key: secret-1, name: team-a }, { key: secret-2 }]
    deployments: [{ base_url: "https://u:secret-3@eu.example/v1", region: eu }, { key: secret-4 }]
  mistral: { type: openai_compatible, base_url: "https://api.mistral.ai/v1", api_key: secret-5 }
`;
    const { config } = resolveConfig({
      yaml,
      version: 1,
      env: {},
      catalogue: createCatalogue(),
      simulatorUrl: null,
      simulate: 'auto',
      localModels: [],
      now: Date.parse('2026-11-24'),
    });
    if (config === null) throw new Error('not resolved');
    const printed = JSON.stringify(printableConfig(config));
    for (const text of [printed, redactConfig(yaml), JSON.stringify(config.warnings)]) {
      expect(text).not.toMatch(/secret-[1245]/);
    }
    expect(printed).not.toContain('secret');
    for (const name of ['team-a', 'key-2', 'eu', 'deployment-2', 'mistral']) expect(printed).toContain(`"${name}"`);
  });

  it('hides keys written into the file and keeps references and comments', () => {
    const yaml =
      'api_keys:\n  openai: sk-secret # mine\n  groq: ${GROQ}\nproviders:\n  vllm:\n    api_key: secret\n    base_url: http://x\n';
    const shown = redactConfig(yaml);
    expect(shown).not.toContain('secret');
    expect(shown).toContain('# mine');
    expect(shown).toContain('${GROQ}');
    expect(shown).toContain('http://x');
    expect(redactConfig('api_keys: [sk-secret')).toBe('');
  });
});
