import type { EncodedCall, ModelCapabilities, NativeCall } from '@llm-cost-optimizer/contracts';
import type { JsonRecord } from '../json/json.ts';
import { type BodyEdit, editBody } from '../openai-compatible/body-edits.ts';
import { OWN_FIELDS } from '../openai-compatible/openai-compatible.request.ts';

/** Leaving out a parameter with its default value changes nothing and is not worth a word. */
const DEFAULTS: ReadonlyMap<string, unknown> = new Map([
  ['temperature', 1],
  ['top_p', 1],
  ['top_logprobs', 0],
]);

/** Changes to a client's body on its way to a provider of the same API: at most one per top-level field. */
export class NativeDraft {
  readonly body: JsonRecord;
  readonly model: ModelCapabilities;
  readonly dropped: string[] = [];
  private readonly edits = new Map<string, BodyEdit>();

  constructor(call: NativeCall) {
    this.body = call.body;
    this.model = call.deployment.capabilities;
  }

  /** Writes a field, whether or not the client did. */
  set(key: string, value: unknown): void {
    const kind = key in this.body ? 'set' : 'append';
    this.edits.set(key, { kind, key, json: JSON.stringify(value) });
  }

  remove(key: string): void {
    if (key in this.body) this.edits.set(key, { kind: 'remove', key });
  }

  /** Takes out what the model refuses and says so, under the name that the client would look for. */
  drop(key: string, name: string = key): void {
    const value = this.body[key];
    this.remove(key);
    if (value !== null && value !== undefined && DEFAULTS.get(key) !== value) this.dropped.push(name);
  }

  /** Takes out all parameters that the model refuses by name. */
  dropRejected(): void {
    for (const key of this.model.rejectedParameters) if (key in this.body) this.drop(key);
  }

  /** Cuts a limit of the answer to what the model can write. */
  capTokens(key: string): void {
    const { maxOutputTokens } = this.model;
    const asked = this.body[key];
    if (typeof asked !== 'number' || maxOutputTokens === null || asked <= maxOutputTokens) return;
    this.set(key, maxOutputTokens);
    this.dropped.push(key);
  }

  result(raw: Uint8Array): Pick<EncodedCall, 'body' | 'droppedParameters'> {
    return { body: editBody(raw, this.body, [...this.edits.values()]), droppedParameters: this.dropped };
  }
}

/** The client's bytes with the deployment's model, without our own fields, and with the changes that `adapt` makes. */
export function encodeNativeBody(
  call: NativeCall,
  adapt: (draft: NativeDraft) => void,
): Pick<EncodedCall, 'body' | 'droppedParameters'> {
  const draft = new NativeDraft(call);
  adapt(draft);
  for (const key of OWN_FIELDS) draft.remove(key);
  draft.set('model', call.deployment.model);
  return draft.result(call.raw);
}
