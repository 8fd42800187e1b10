import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { hasReference, isSecretKey } from './env-references.ts';

const SHOWN = '[set]';

/** The text of a configuration with written-out keys replaced by `[set]`; references stay. For printing and for the dashboard. */
export function redactConfig(yaml: string): string {
  const document = parseDocument(yaml, { keepSourceTokens: true, prettyErrors: false });
  // Text that cannot be parsed cannot be shown safely either.
  if (document.errors.length > 0) return '';
  hideSecrets(document.get('api_keys'), () => true);
  hideSecrets(document.get('providers'), isSecretKey);
  return document.toString({ lineWidth: 0 });
}

/** Hides the values of secret keys of a map and of all maps and lists below it. */
function hideSecrets(node: unknown, isSecret: (key: string) => boolean): void {
  if (isSeq(node)) for (const item of node.items) hideSecrets(item, isSecret);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    if (!isScalar(value)) hideSecrets(value, isSecret);
    else if (isScalar(key) && isSecret(String(key.value)) && isWrittenOut(value.value)) value.value = SHOWN;
  }
}

function isWrittenOut(value: unknown): boolean {
  return value !== null && value !== '' && !hasReference(value);
}
