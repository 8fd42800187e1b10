import { fieldsOf, listOf, textOrNull } from '../common/json.ts';
import type { AnswerFacts, Fields } from '../surface.ts';

/** What one answer, or one line of a stream, says. */
export interface Words {
  /** '' = nothing. */
  readonly text: string;
  readonly thinking: string;
  /** In Ollama's form, with arguments as objects. */
  readonly calls: readonly unknown[];
}

/** Where the two APIs put the words of an answer; all else is the same. */
export interface AnswerForm {
  write(words: Words): Fields;
  read(answer: Fields): Words;
  /** The name under which the text stands. */
  readonly holder: 'message' | 'response';
}

export const NO_WORDS: Words = Object.freeze({ text: '', thinking: '', calls: Object.freeze([]) });

/** `POST /api/chat`: a message. */
export const CHAT_FORM: AnswerForm = {
  holder: 'message',
  write: ({ text, thinking, calls }) => ({ message: { role: 'assistant', content: text, ...extras(thinking, calls) } }),
  read: (answer) => {
    const message = fieldsOf(answer.message);
    return wordsOf(message.content, message);
  },
};

/** `POST /api/generate`: a text. */
export const GENERATE_FORM: AnswerForm = {
  holder: 'response',
  write: ({ text, thinking, calls }) => ({ response: text, ...extras(thinking, calls) }),
  read: (answer) => wordsOf(answer.response, answer),
};

/** What every answer and every line begins with. The model is the one that really answers. */
export function answerHead({ model, createdAt }: Pick<AnswerFacts, 'model' | 'createdAt'>): Fields {
  return { model, created_at: new Date(createdAt * 1_000).toISOString() };
}

function wordsOf(text: unknown, { thinking, tool_calls }: Fields): Words {
  return { text: textOrNull(text) ?? '', thinking: textOrNull(thinking) ?? '', calls: listOf(tool_calls) };
}

/** Ollama leaves out what is empty. */
function extras(thinking: string, calls: readonly unknown[]): Fields {
  return { ...(thinking === '' ? {} : { thinking }), ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}
