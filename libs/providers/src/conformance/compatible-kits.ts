import { viewOfCompletion, viewOfCompletionStream } from './completion-view.ts';
import { COMPLETIONS_WIRE } from './completions-wire.ts';
import type { NativeKit } from './describe-native.ts';
import { viewOfResponse, viewOfResponseStream } from './response-view.ts';
import { RESPONSES_WIRE } from './responses-wire.ts';

/** The Responses API. */
export const RESPONSES_KIT: NativeKit = {
  request: { input: [{ role: 'user', content: 'Hello' }], store: false, include: ['reasoning.encrypted_content'] },
  wire: RESPONSES_WIRE,
  viewOfAnswer: viewOfResponse,
  viewOfStream: viewOfResponseStream,
};

/** The old text completions. */
export const COMPLETIONS_KIT: NativeKit = {
  request: { prompt: 'Once upon a time', max_tokens: 16 },
  wire: COMPLETIONS_WIRE,
  viewOfAnswer: viewOfCompletion,
  viewOfStream: viewOfCompletionStream,
};

export const EMBEDDINGS_REQUEST = { input: ['Hello', 'World'], encoding_format: 'base64', dimensions: 256 };
