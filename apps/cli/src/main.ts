import { text } from 'node:stream/consumers';
import { ConfigError } from '@llm-cost-optimizer/config';
import { CliError } from './cli-error.ts';
import { createProgram } from './program.ts';

/** Runs one command and sets the exit code: 0 well, 1 something to mend, 2 a defect. */
async function main(): Promise<void> {
  const program = createProgram({
    output: { line: (line) => console.log(line), isTerminal: process.stdout.isTTY === true },
    env: process.env,
    readStdin: () => text(process.stdin),
  });
  await program.parseAsync(process.argv);
}

main().catch((error: unknown) => {
  if (error instanceof CliError || error instanceof ConfigError) {
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  console.error(error);
  process.exitCode = 2;
});
