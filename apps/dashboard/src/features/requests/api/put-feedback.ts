import { type Feedback, feedbackSchema, type PutFeedback } from '@llm-cost-optimizer/contracts';
import { apiSend } from '../../../lib/api.ts';

/** Says what an answer was worth; replaces what was said of it before. */
export function putFeedback(id: string, feedback: PutFeedback): Promise<Feedback> {
  return apiSend('PUT', `/api/v1/requests/${encodeURIComponent(id)}/feedback`, feedback, feedbackSchema);
}
