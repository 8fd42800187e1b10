import type { ChatBody, ChatMessage } from '@llm-cost-optimizer/contracts';

/** Shorter messages are read whole. */
const MIN_CHARS = 240;
/** An instruction is a paragraph of at most so many characters, at the beginning or at the end. */
const MAX_INSTRUCTION = 400;

/**
 * How instructions begin that ask for work on a text that comes with them: the words say how hard it is, the text does not. Work on
 * programs is not among them: there the difficulty is in the material.
 */
const WORK_ON_TEXT = new RegExp(
  [
    "^(?:please |now |can you |could you |bitte |por favor |s'il vous plaît )*(?:",
    'summari[sz]e|sum up|tl;?dr|translate|extract|classify|categori[sz]e|label|paraphrase|rephrase|proofread|shorten',
    '|(?:fix|correct|improve|check) (?:the |my |any |all )?(?:grammar|spelling|punctuation|typos|wording)',
    '|(?:list|name|pull out) (?:all|any|every) |give (?:me )?a (?:short |brief )?summary|write a (?:short |brief )?summary',
    '|(?:is|are|was) (?:this|these|the following) (?:reviews?|texts?|e-?mails?|messages?|comments?|tweets?|sentences?|tickets?|articles?)\\b',
    '|what is the (?:sentiment|tone|language|topic|subject|main (?:idea|point))\\b',
    '|fass|übersetz|extrahier|klassifizier|korrigier|résum|tradui|extrai|classe|corrige|resum|traduc|extra[eé]|clasific|riassum|traduci|vat .* samen|vertaal',
    ')',
  ].join(''),
  'i',
);

/**
 * The request without the material that its last user message asks to work on (a document to summarise, to translate, to take
 * something out of): only the instruction is judged, as long documents would make the easiest work look hard. The very same object where
 * there is no such material. Costs a look at both ends of the message.
 */
export function withoutMaterial(body: ChatBody): ChatBody {
  const at = body.messages.findLastIndex(({ role }) => role === 'user');
  const message = body.messages[at];
  const text = message === undefined ? null : textOf(message);
  if (message === undefined || text === null || text.length < MIN_CHARS) return body;
  const instruction = instructionOf(text);
  if (instruction === null || text.includes('```')) return body;
  const messages = body.messages.with(at, { ...message, content: instruction });
  return { ...body, messages };
}

function textOf({ content }: ChatMessage): string | null {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  const texts = content.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  return texts.length === 0 ? null : texts.join('\n\n');
}

/** The paragraph at the beginning or at the end that asks for work on the rest; null = none does. */
function instructionOf(text: string): string | null {
  const head = firstParagraph(text);
  if (head !== null && WORK_ON_TEXT.test(head)) return head;
  const tail = lastParagraph(text);
  return tail !== null && WORK_ON_TEXT.test(tail) ? tail : null;
}

/** Ends at a line feed, or at a colon behind which the material begins on the same line. */
function firstParagraph(text: string): string | null {
  const start = text.slice(0, MAX_INSTRUCTION + 1).trimStart();
  const end = /\n|: (?=\S)/.exec(start);
  return end === null || end.index === 0 ? null : start.slice(0, end.index + 1).trim();
}

function lastParagraph(text: string): string | null {
  const end = text.slice(-MAX_INSTRUCTION - 1).trimEnd();
  const at = end.lastIndexOf('\n');
  return at < 0 ? null : end.slice(at + 1).trim();
}
