import type { ChatBody } from '@llm-cost-optimizer/contracts';
import { parse } from 'acorn';
import type { AnswerToCheck, CheckResult, Verdict } from '../types.ts';
import { hasBalancedPython } from './python.ts';
import { parseJson } from './schema.ts';

const FENCE = /(?:^|\n)[ \t]*(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^\n]*\n([\s\S]*?)(?:\n[ \t]*\1|$)/g;
const MAX_CODE_CHARS = 60_000;
const MAX_BLOCKS = 20;

/**
 * Whether fenced code parses. What is really checked: JavaScript by a full parser (as a module, else as a script), JSON by
 * `JSON.parse`, Python only for balanced brackets and quotes and for blocks that are missing after a colon. TypeScript, JSX and all other
 * languages are not checked (`unknown`), and nothing is run. Null = the answer holds no fenced code.
 */
export function checkCode(_body: ChatBody, { text }: AnswerToCheck): CheckResult | null {
  const blocks = [...(text ?? '').slice(0, MAX_CODE_CHARS).matchAll(FENCE)].slice(0, MAX_BLOCKS);
  if (blocks.length === 0) return null;
  const verdicts = blocks.map((block) => verdictOf((block[2] ?? '').toLowerCase(), block[3] ?? ''));
  const result = (verdict: Verdict, reason: string): CheckResult => ({ check: 'code_parses', verdict, reason });
  if (verdicts.includes('fail')) return result('fail', 'A block of code does not parse.');
  // A light check of Python cannot prove that code parses, so it never passes.
  return verdicts.includes('pass')
    ? result('pass', 'The code that can be checked parses.')
    : result('unknown', 'The code is in a language that is not checked, or only lightly.');
}

function verdictOf(language: string, code: string): Verdict {
  // Sketches with an ellipsis in the place of code are not meant to parse.
  if (/^\s*(?:\.\.\.|…|\/\/ ?\.\.\.|# ?\.\.\.)\s*$/m.test(code)) return 'unknown';
  switch (language) {
    case 'json':
      return parseJson(code) === null ? 'fail' : 'pass';
    case 'js':
    case 'javascript':
    case 'mjs':
    case 'cjs':
      return parsesAsJavaScript(code) ? 'pass' : 'fail';
    case 'py':
    case 'python':
    case 'python3':
      return hasBalancedPython(code) ? 'unknown' : 'fail';
    default:
      return 'unknown';
  }
}

function parsesAsJavaScript(code: string): boolean {
  return ['module', 'script'].some((sourceType) => {
    try {
      parse(code, {
        ecmaVersion: 'latest',
        sourceType: sourceType === 'module' ? 'module' : 'script',
        allowAwaitOutsideFunction: true,
        allowReturnOutsideFunction: true,
        allowHashBang: true,
      });
      return true;
    } catch {
      // The parser reports by throwing; JSX in a plain fence fails here too and is rare enough.
      return false;
    }
  });
}
