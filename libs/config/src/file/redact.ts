import { isMap, isScalar, parseDocument } from 'yaml';
import { hasReference } from './env-references.ts';

const SHOWN = '[set]';

/** The text of a configuration with written-out keys replaced by `[set]`; references stay. For printing and for the dashboard. */
export function redactConfig(yaml: string): string {
  const document = parseDocument(yaml, { keepSourceTokens: true, prettyErrors: false });
  // Text that cannot be parsed cannot be shown safely either.
  if (document.errors.length > 0) return '';
  hideSecrets(document.get('api_keys'), () => true);
  const providers = document.get('providers');
  if (isMap(providers)) {
    for (const { value } of providers.items) hideSecrets(value, (key) => key === 'api_key');
  }
  return document.toString({ lineWidth: 0 });
}

function hideSecrets(map: unknown, isSecret: (key: string) => boolean): void {
  if (!isMap(map)) return;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || !isSecret(String(key.value)) || !isScalar(value)) continue;
    if (value.value === null || value.value === '' || hasReference(value.value)) continue;
    value.value = SHOWN;
  }
}
