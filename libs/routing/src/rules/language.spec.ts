import { describe, expect, it } from 'vitest';
import { languageOf } from './language.ts';

describe('the language of a text', () => {
  it.each([
    { text: 'Write a function that reverses a list, and explain how it works.', language: 'en' },
    { text: 'Schreibe mir bitte einen Brief an das Finanzamt.', language: 'de' },
    { text: 'Explique la différence entre un virus et une bactérie.', language: 'fr' },
    { text: '¿Cuál es la capital de Perú y por qué?', language: 'es' },
    { text: 'Scrivi una poesia che parli del mare.', language: 'it' },
    { text: 'Какая столица Италии?', language: 'ru' },
    { text: '法国的首都是哪里？', language: 'zh' },
    { text: 'フランスの首都はどこですか。', language: 'ja' },
    { text: '프랑스의 수도는 어디입니까?', language: 'ko' },
    { text: 'ما هي عاصمة فرنسا؟', language: 'ar' },
  ])('$language: $text', ({ text, language }) => {
    expect(languageOf(text)).toBe(language);
  });

  it.each(['', '12 + 30', 'Berlin Paris Rom', 'x = y * z;'])('cannot be told of "%s"', (text) => {
    expect(languageOf(text)).toBeNull();
  });

  it('is told by the beginning of a long text, and no word of an object’s own breaks it', () => {
    expect(languageOf(`constructor toString the and of ${'x'.repeat(1_000_000)}`)).toBe('en');
  });
});
