import { listOf, recordOf } from '../generator/json.ts';
import type { PlainReply, Reply, Wire } from '../server/wire.ts';
import { openAiResponses } from './openai.responses.ts';
import { responsesUsage } from './responses.response.ts';

/** Compaction of the Responses API: the messages of the user, and one secret item for all that was said. */
export const openAiCompaction: Wire = {
  ...openAiResponses,
  read(body, options) {
    const { stream: _, ...rest } = body;
    return openAiResponses.read(rest, options);
  },
  plain: compactionBody,
};

function compactionBody(reply: Reply): PlainReply {
  const { body } = reply.request;
  const given = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : listOf(body.input);
  const asked = given.map(recordOf).filter(({ role }) => role === 'user');
  const messages = asked.map(({ content }, index) => ({
    id: `msg_${reply.idTail}${index}`,
    type: 'message',
    status: 'completed',
    role: 'user',
    content: typeof content === 'string' ? [{ type: 'input_text', text: content }] : content,
  }));
  const text = reply.choices.map((choice) => choice.text).join('');
  const secret = Buffer.from(text).toString('base64url');
  const answer = {
    id: `resp_${reply.idTail}`,
    object: 'response.compaction',
    created_at: reply.createdAt,
    output: [...messages, { id: `cmp_${reply.idTail}`, type: 'compaction', encrypted_content: secret }],
    ...(reply.isUsageOmitted ? {} : { usage: responsesUsage(reply.usage) }),
  };
  return { body: JSON.stringify(answer), hasUsage: !reply.isUsageOmitted };
}
