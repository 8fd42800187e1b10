/** Characters looked at. */
const MAX_CHARS = 600;

/** Frequent short words that tell a language of the Latin script. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'the and of to in is you that it for was are with this have what how can not from write explain why when please my',
  de: 'der die das und ist nicht ein eine ich sie wie was mit auf für den von zu bitte wir warum sind dem schreibe erkläre kann',
  fr: 'le la les des est et une dans pour que qui pas vous je comment quel quelle avec sur du écris pourquoi expliquez explique',
  es: 'el los las del que es una para por con cómo qué cuál está como más pero yo escribe por explica tiene son',
  it: 'il che di è una per con non sono come cosa gli della perché scrivi quale puoi spiega nel questo anche',
  pt: 'o os que é uma para com não como qual do da em por você mais escreva explique está são porque',
  nl: 'de het een en van is dat niet ik je hoe wat met voor op zijn schrijf waarom kan maar deze',
  pl: 'i w nie na jest się że do jak co z to czy dlaczego napisz jaki jaka oraz wyjaśnij',
  sv: 'och att det som en är på för inte jag med hur vad av den till skriv varför kan om',
  tr: 've bir bu için ne nasıl ile da de mi çok daha neden yaz olan değil açıkla',
};

const LANGUAGES_BY_WORD = indexWords();

/** Scripts with one usual language each, by range of characters. */
const SCRIPTS: readonly (readonly [from: number, to: number, language: string])[] = [
  [0x370, 0x3ff, 'el'],
  [0x400, 0x52f, 'ru'],
  [0x590, 0x5ff, 'he'],
  [0x600, 0x6ff, 'ar'],
  [0x900, 0x97f, 'hi'],
  [0xe00, 0xe7f, 'th'],
  [0x3040, 0x30ff, 'ja'],
  [0x4e00, 0x9fff, 'zh'],
  [0xac00, 0xd7a3, 'ko'],
];

/**
 * The language of a text as ISO 639-1 code, by script and frequent words of its beginning; null = cannot be told. A guess for
 * rules, not for anything that must be right: Ukrainian counts as `ru`, short texts of names as nothing.
 */
export function languageOf(text: string): string | null {
  const sample = text.slice(0, MAX_CHARS);
  return languageOfScript(sample) ?? languageOfWords(sample);
}

function languageOfScript(sample: string): string | null {
  const seen = new Map<string, number>();
  let letters = 0;
  for (let at = 0; at < sample.length; at++) {
    const code = sample.charCodeAt(at);
    if (code >= 0x41) letters += 1;
    if (code < 0x370) continue;
    const script = SCRIPTS.find(([from, to]) => code >= from && code <= to)?.[2];
    if (script !== undefined) seen.set(script, (seen.get(script) ?? 0) + 1);
  }
  // Japanese is written with Chinese characters, too: some kana tell it.
  if ((seen.get('ja') ?? 0) * 8 > (seen.get('zh') ?? 0) && seen.has('ja')) return 'ja';
  const [best] = [...seen].sort((one, other) => other[1] - one[1]);
  return best !== undefined && best[1] * 3 > letters ? best[0] : null;
}

function languageOfWords(sample: string): string | null {
  const counts = new Map<string, number>();
  for (const word of sample.toLowerCase().split(/[^\p{L}]+/u)) {
    for (const language of LANGUAGES_BY_WORD.get(word) ?? []) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  const [best, second] = [...counts].sort((one, other) => other[1] - one[1]);
  return best !== undefined && best[1] > (second?.[1] ?? 0) ? best[0] : null;
}

function indexWords(): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const [language, words] of Object.entries(WORDS)) {
    // Single letters are variables and initials as often as words.
    for (const word of new Set(words.split(' ').filter((one) => one.length > 1)))
      index.set(word, [...(index.get(word) ?? []), language]);
  }
  return index;
}
