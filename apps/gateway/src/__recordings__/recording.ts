import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Recorded provider traffic lies beside the repository and is not part of it; specs skip by name where it is absent. */
const FOLDER = join(import.meta.dirname, '../../../../../shared/fixtures/providers');

const metaSchema = z.object({
  provider: z.string(),
  endpoint: z.string(),
  model: z.string().nullish(),
  stream: z.boolean().nullish(),
  kinds: z.array(z.string()),
  status: z.number(),
  response_headers: z.record(z.string(), z.string()),
  body: z.string(),
  truth: z.object({
    usage_as_sent: z.record(z.string(), z.unknown()).nullable(),
    tokens: z
      .object({
        total_input: z.number().optional(),
        cache_read: z.number().optional(),
        cache_write: z.number().optional(),
        cache_write_1h: z.number().optional(),
        output: z.number().optional(),
        reasoning_in_output: z.number().optional(),
      })
      .loose()
      .nullable(),
    tool_calls: z.number().optional(),
    text_sha256: z.string().nullish(),
  }),
});
const requestSchema = z.record(z.string(), z.unknown());

export type Truth = z.infer<typeof metaSchema>['truth'];

/** One recorded call of a provider. */
export interface Recording {
  /** `openai/chat-plain-00e788`. */
  readonly name: string;
  readonly meta: z.infer<typeof metaSchema>;
  /** Null where the source holds the answer alone. */
  readonly request: Readonly<Record<string, unknown>> | null;
  /** Bytes of the answer. */
  readonly body: Buffer;
  readonly isStream: boolean;
  /** An error in the middle of a stream that began well. */
  readonly isBroken: boolean;
}

/** All recordings, by name; empty where the folder is absent. Throws when one does not have the form of its README. */
export function loadRecordings(): readonly Recording[] {
  if (!existsSync(FOLDER)) return [];
  return foldersIn(FOLDER).flatMap((provider) =>
    foldersIn(join(FOLDER, provider)).map((name) => load(`${provider}/${name}`)),
  );
}

function load(name: string): Recording {
  const folder = join(FOLDER, name);
  const meta = metaSchema.parse(readJson(join(folder, 'meta.json')));
  const request = join(folder, 'request.json');
  return {
    name,
    meta,
    request: existsSync(request) ? requestSchema.parse(readJson(request)) : null,
    body: readFileSync(join(folder, meta.body)),
    isStream: meta.stream === true,
    isBroken: meta.kinds.includes('error-mid-stream'),
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function foldersIn(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
