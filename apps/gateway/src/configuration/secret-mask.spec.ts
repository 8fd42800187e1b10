import { describe, expect, it } from 'vitest';
import { createSecretMask, MASK } from './secret-mask.ts';

const mask = createSecretMask();
const yaml = `# our keys
api_keys:
  openai: sk-literal # keep
  anthropic: \${ANTHROPIC_API_KEY}
  groq: ""
providers:
  vllm:
    base_url: http://10.0.0.1:8000/v1
    api_key: 'quoted-secret'
`;

describe('masking secrets of a configuration', () => {
  it('hides literal secrets and leaves references, comments and layout as they are', () => {
    const shown = mask.hide(yaml);
    expect(shown).not.toMatch(/sk-literal|quoted-secret/);
    expect(shown).toBe(yaml.replace('sk-literal', `"${MASK}"`).replace("'quoted-secret'", `"${MASK}"`));
  });

  it('puts them back where the text still has the mask', () => {
    const edited = mask.hide(yaml).replace('# our keys', '# my keys');
    const restored = mask.restore(edited, yaml);
    expect(restored).toContain('"sk-literal" # keep');
    expect(restored).toContain('"quoted-secret"');
    expect(mask.unresolved(restored)).toEqual([]);
  });

  it('takes a new secret instead of the mask', () => {
    const edited = mask.hide(yaml).replace(`openai: "${MASK}"`, 'openai: sk-new');
    expect(mask.restore(edited, yaml)).toContain('openai: sk-new');
  });

  it('fault F84: keeps no secret for an address that was changed', () => {
    const moved = mask.hide(yaml).replace('10.0.0.1', 'evil.example');
    const restored = mask.restore(moved, yaml);
    expect(restored).not.toContain('quoted-secret');
    expect(restored).toContain('sk-literal');
    expect(mask.unresolved(restored)).toEqual(['providers.vllm.api_key']);
  });

  it('fault F84: keeps no key for a provider that gets an address of its own', () => {
    const moved = `${mask.hide('api_keys:\n  openai: sk-literal\n')}providers:\n  openai:\n    base_url: http://evil.example/v1\n`;
    expect(mask.restore(moved, 'api_keys:\n  openai: sk-literal\n')).not.toContain('sk-literal');
  });

  it('follows no alias to a secret and survives texts that are no configuration', () => {
    for (const text of ['', 'just text', '[1, 2]', 'a: [', 'api_keys: 7', `api_keys: ${MASK}`]) {
      expect(mask.restore(text, yaml)).toBe(text);
      expect(mask.unresolved(text)).toEqual([]);
    }
  });

  describe('with several keys and deployments', () => {
    const several = `providers:
  openai:
    keys:
      - { key: sk-one, name: a }
      - { key: sk-two, name: b }
    deployments:
      - { base_url: "https://eu.example/v1", key: sk-eu }
      - { keys: [{ key: sk-three }, { key: "\${FOUR}" }] }
  mistral: { type: openai_compatible, base_url: "https://api.mistral.ai/v1", api_key: sk-mistral }
`;
    const hidden = mask.hide(several);

    it('hides all of them, and puts all of them back', () => {
      expect(hidden).not.toMatch(/sk-/);
      expect(hidden).toContain('${FOUR}');
      expect(mask.restore(hidden, several)).toBe(several.replaceAll(/key: (sk-[a-z]+)/g, 'key: "$1"'));
    });

    it('gives entries of a list their own key back, also when they moved or one is gone', () => {
      const swapped = `providers: { openai: { keys: [{ key: "${MASK}", name: b }] } }`;
      const plain = 'providers: { openai: { keys: [{ key: sk-one, name: a }, { key: sk-two, name: b }] } }';
      expect(mask.restore(swapped, plain)).toContain('sk-two');
    });

    it('does not guess which key an unnamed entry had when the list has another length', () => {
      const shorter = `providers: { openai: { keys: [{ key: "${MASK}" }] } }`;
      const plain = 'providers: { openai: { keys: [{ key: sk-one }, { key: sk-two }] } }';
      const restored = mask.restore(shorter, plain);
      expect(restored).not.toContain('sk-');
      expect(mask.unresolved(restored)).toEqual(['providers.openai.keys[0].key']);
    });

    it.each([
      {
        name: 'a deployment moves',
        from: 'eu.example',
        lost: ['sk-one', 'sk-two', 'sk-eu'],
        kept: ['sk-three', 'sk-mistral'],
      },
      { name: 'a described provider moves', from: 'api.mistral.ai', lost: ['sk-mistral'], kept: ['sk-one', 'sk-eu'] },
    ])('fault F84: keeps no key that would go to another address: $name', ({ from, lost, kept }) => {
      const restored = mask.restore(hidden.replace(from, 'evil.example'), several);
      for (const key of lost) expect(restored).not.toContain(key);
      for (const key of kept) expect(restored).toContain(key);
    });
  });
});
