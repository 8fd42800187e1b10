export interface Command {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly run: () => void;
}

const MAX_SHOWN = 12;

/** Commands whose label holds every typed word, best first, then those made from the text itself. Pure. */
export function matchCommands(commands: readonly Command[], text: string, typed: readonly Command[]): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = commands.filter((command) => words.every((word) => command.label.toLowerCase().includes(word)));
  const first = words[0];
  if (first !== undefined) matching.sort((left, right) => rank(left, first) - rank(right, first));
  return [...matching.slice(0, MAX_SHOWN), ...typed];
}

function rank(command: Command, word: string): number {
  return command.label.toLowerCase().startsWith(word) ? 0 : 1;
}
