import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/** Runs a program to its end in the repository's root. Resolves with its exit code and everything it printed. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.once('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a program that talks to the terminal itself. Resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** One step with its name, shown while it works and with its time when done. Rethrows what the step throws. */
export async function step(name, work) {
  const startedAt = Date.now();
  const isTerminal = process.stdout.isTTY === true;
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  if (isTerminal) process.stdout.write(`  … ${name}`);
  else console.log(`  … ${name}`);
  const ticking = setInterval(() => {
    if (isTerminal) process.stdout.write(`\r  … ${name} ${seconds()}`);
  }, 500);
  try {
    const result = await work();
    clearInterval(ticking);
    console.log(`${isTerminal ? '\r' : ''}  ✓ ${name} ${seconds()}`);
    return result;
  } catch (error) {
    clearInterval(ticking);
    console.log(`${isTerminal ? '\r' : ''}  ✗ ${name} ${seconds()}`);
    throw error;
  }
}
