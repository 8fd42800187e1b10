const CLOSES: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const BLOCK_START =
  /^\s*(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with|match|case)\b.*:\s*(?:#.*)?$/;

/**
 * A light look at Python: brackets and quotes are balanced, and a line that opens a block is followed by a deeper one. No parser: wrong
 * code may pass, right code does not fail. Prompts of the interactive shell (`>>>`) are taken as no code to check.
 */
export function hasBalancedPython(code: string): boolean {
  if (/^\s*>>> /m.test(code)) return true;
  const bare = blankStrings(code);
  return bare !== null && hasBalancedBrackets(bare) && hasBlocks(bare);
}

/** The code with strings and comments blanked; null when a string is not closed. */
function blankStrings(code: string): string | null {
  let out = '';
  let at = 0;
  while (at < code.length) {
    const char = code[at] ?? '';
    if (char === '#') {
      while (at < code.length && code[at] !== '\n') at += 1;
      continue;
    }
    if (char !== '"' && char !== "'") {
      out += char;
      at += 1;
      continue;
    }
    const quote = code.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
    const end = stringEnd(code, at + quote.length, quote);
    if (end < 0) return null;
    // The lines of a long string stay, so that what follows keeps its place; its text goes.
    out += '_';
    at = end;
  }
  return out;
}

function stringEnd(code: string, from: number, quote: string): number {
  for (let at = from; at < code.length; at++) {
    if (code[at] === '\\') {
      at += 1;
      continue;
    }
    if (quote.length === 1 && code[at] === '\n') return -1;
    if (code.startsWith(quote, at)) return at + quote.length;
  }
  return -1;
}

function hasBalancedBrackets(bare: string): boolean {
  const open: string[] = [];
  for (const char of bare) {
    if (char === '(' || char === '[' || char === '{') open.push(char);
    const opener = CLOSES[char];
    if (opener !== undefined && open.pop() !== opener) return false;
  }
  return open.length === 0;
}

function hasBlocks(bare: string): boolean {
  const lines = bare.split('\n').filter((line) => line.trim() !== '');
  return lines.every((line, index) => {
    if (!BLOCK_START.test(line)) return true;
    const next = lines[index + 1];
    return next !== undefined && indentOf(next) > indentOf(line);
  });
}

function indentOf(line: string): number {
  const blank = /^\s*/.exec(line)?.[0] ?? '';
  return blank.replace(/\t/g, '        ').length;
}
