import { ERRORS } from '@llm-cost-optimizer/contracts';

/** docs/errors.md from the error catalogue. */
export function errorsMarkdown(): string {
  const rows = Object.entries(ERRORS).map(([code, error]) => {
    const wireCode = error.wireCode === null ? 'null' : `\`${error.wireCode}\``;
    return `| \`${code}\` | ${error.httpStatus} | \`${error.type}\` | ${wireCode} | ${error.shouldRetry ? 'yes' : 'no'} | ${error.help} |`;
  });
  return `# Errors

Made from the error catalogue by \`npm run generate\`; do not edit.

Every error has OpenAI's shape, \`{"error": {"message", "type", "param", "code"}}\`, a real HTTP status and \`x-request-id\`. Where a
repeat cannot help, or where the gateway has repeated already, the answer carries \`x-should-retry: false\`, which the official clients obey;
where waiting helps and the time is known, \`retry-after\` (seconds) and \`retry-after-ms\`. After the first streamed byte the status cannot
change: then one \`data:\` event with the error object comes, and the stream ends without \`[DONE]\`. Anthropic's and Ollama's APIs have shapes of
their own ([api.md](api.md#errors)); statuses and headers are the same.

| name | HTTP | \`type\` | \`code\` | repeat helps | meaning and remedy |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}
