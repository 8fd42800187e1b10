/** Digits kept when numbers are compared: models round differently in the last ones. */
const SIGNIFICANT = 9;
const MAX_CHARS = 400;
const WORDS_OF_TRUTH = new Set(['yes', 'no', 'true', 'false', 'none', 'null', 'n/a', 'unknown', 'neither', 'both']);
const NUMBER = /^[-+]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?([eE][-+]?\d{1,3})?$/;
const FRACTION = /^([-+]?\d{1,15})\/(\d{1,15})$/;
/** Words as they stand in prose: only the first letter may be a capital. */
const PROSE = /^\p{L}\p{Ll}*(?:[ '’-]\p{L}\p{Ll}*)*$/u;

/**
 * The form in which two short answers are compared: `1,000` and `1000.0`, `\frac{1}{2}` and `0.5`, `(B)` and `B.`, `Paris.` and `paris` are
 * the same. Case counts where it may be the answer (`aBc`). Null = there is nothing to compare (empty, or longer than 400 characters).
 */
export function normaliseShortAnswer(answer: string | null): string | null {
  if (answer === null || answer.length > MAX_CHARS) return null;
  const text = withoutWrapping(withoutLatex(answer.normalize('NFKC').trim()));
  if (text === '') return null;
  const number = numberOf(text);
  if (number !== null) return number;
  const option = /^[([]?([A-Za-z])[)\].:]?$/.exec(text)?.[1];
  if (option !== undefined) return option.toUpperCase();
  const lower = text.toLowerCase();
  if (WORDS_OF_TRUTH.has(lower) || PROSE.test(text)) return lower.replace(/’/g, "'");
  return text.replace(/\s+/g, '').replace(/"/g, "'");
}

function withoutLatex(text: string): string {
  if (!/[\\$]/.test(text)) return text;
  return text
    .replace(/\\(?:left|right|displaystyle)(?![A-Za-z])/g, '')
    .replace(/\\[dtc]?frac\{([^{}]{1,60})\}\{([^{}]{1,60})\}/g, '$1/$2')
    .replace(/\\[dtc]?frac(\d)(\d)/g, '$1/$2')
    .replace(/\\(?:text|mathrm|mathbf|textbf)\{([^{}]{0,200})\}/g, '$1')
    .replace(/\^?\{?\\circ\}?/g, '')
    .replace(/\\[()[\],;!%$ ]|\$/g, (mark) => (mark === '\\%' ? '%' : ''))
    .trim();
}

/** Quotes, emphasis, brackets of LaTeX and a closing full stop around an answer say nothing. */
function withoutWrapping(text: string): string {
  let inner = text;
  for (let round = 0; round < 3; round++) {
    const before = inner;
    inner = inner
      .replace(/^(?:\*\*|[`"“”])([\s\S]*?)(?:\*\*|[`"“”])$/, '$1')
      .replace(/^'([^']*)'$/, '$1')
      .replace(/(?<=[^.])\.$/, '')
      .trim();
    if (inner === before) break;
  }
  return inner;
}

/** A number in one spelling; null when the text is no number. Currency signs, `%` and degrees are left out. */
function numberOf(text: string): string | null {
  const bare = text.replace(/^([-+]?)[$€£¥]\s?/, '$1').replace(/\s?[%°]$/, '');
  if (bare === '') return null;
  const fraction = FRACTION.exec(bare);
  if (fraction !== null) {
    const value = Number(fraction[1]) / Number(fraction[2]);
    return Number.isFinite(value) ? spell(value) : null;
  }
  if (!NUMBER.test(bare) || !/\d/.test(bare)) return null;
  // Longer integers than a double can hold are compared digit by digit.
  if (/^\d{16,}$/.test(bare)) return bare.replace(/^0+(?=\d)/, '');
  const value = Number(bare.replace(/,/g, ''));
  return Number.isFinite(value) ? spell(value) : null;
}

function spell(value: number): string {
  return String(Number(value.toPrecision(SIGNIFICANT)) + 0);
}
