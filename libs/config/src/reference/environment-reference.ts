import { type EnvironmentVariable, VARIABLES } from '../settings/variables.ts';

/** Reference of the environment variables in Markdown. */
export function envReferenceMarkdown(): string {
  return [
    '# Environment variables',
    '',
    'Variables win over the configuration file. A blank variable counts as not set.',
    '',
    '| variable | default | meaning |',
    '| --- | --- | --- |',
    ...VARIABLES.map(row),
    '',
  ].join('\n');
}

/** The text of `.env.example`: every variable as a comment with its default or an example. */
export function envExample(): string {
  const groups = [...new Set(VARIABLES.map(({ group }) => group))];
  const parts = groups.map((group) => {
    const lines = VARIABLES.filter((one) => one.group === group).flatMap((one) => [
      `# ${one.description}`,
      `#${one.name}=${one.fallback ?? one.example ?? ''}`,
    ]);
    return [`# --- ${group} ---`, ...lines].join('\n');
  });
  return `# Copy to .env and remove the # in front of what you set. Never commit .env.\n\n${parts.join('\n\n')}\n`;
}

function row({ name, aliases, description, fallback }: EnvironmentVariable): string {
  const also = aliases.length === 0 ? '' : ` (also ${aliases.map((alias) => `\`${alias}\``).join(', ')})`;
  return `| \`${name}\`${also} | ${fallback === null ? '-' : `\`${fallback}\``} | ${description.replaceAll('|', '\\|')} |`;
}
