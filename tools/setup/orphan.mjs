import { readFileSync } from 'node:fs';

const SHELLS = new Set(['sh', 'dash', 'bash', 'ash', 'zsh']);

/**
 * Calls `handler` once when npm, which started us (mostly through a shell), is gone: SIGKILL leaves its children behind.
 * Linux only: elsewhere nothing tells, and the next start reports the port as in use.
 */
export function onOrphaned(handler) {
  if (process.platform !== 'linux' || process.env.npm_execpath === undefined) return;
  const npm = starter();
  const watching = setInterval(() => {
    if (starter() === npm) return;
    clearInterval(watching);
    handler();
  }, 1_000);
  watching.unref();
}

/** Process id of npm: our parent, or the parent of the shell between the two. */
function starter() {
  const parent = process.ppid;
  try {
    // `pid (name) state ppid …`; the name may hold spaces and brackets.
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return SHELLS.has(name) ? fields[1] : String(parent);
  } catch {
    return 'gone';
  }
}
