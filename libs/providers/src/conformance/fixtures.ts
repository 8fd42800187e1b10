import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Recorded provider traffic lies beside the repository and is not part of it; specs skip by name where it is absent. */
const FIXTURES = fileURLToPath(new URL('../../../../../shared/fixtures/providers/', import.meta.url));

const metaSchema = z.object({
  provider: z.string(),
  endpoint: z.string(),
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
        uncached_input: z.number().optional(),
        cache_read: z.number().optional(),
        cache_write: z.number().optional(),
        cache_write_5m: z.number().optional(),
        cache_write_1h: z.number().optional(),
        output: z.number().optional(),
        reasoning_in_output: z.number().optional(),
      })
      .loose()
      .nullable(),
    finish: z.array(z.string().nullable()).optional(),
    tool_calls: z.number().optional(),
    text_chars: z.number().optional(),
    text_sha256: z.string().nullish(),
  }),
});

/** One recorded call: what is known of it, and its answer as bytes. */
export interface Fixture {
  /** `openai/chat-plain-00e788`. */
  readonly name: string;
  readonly meta: z.infer<typeof metaSchema>;
  readonly body: Buffer;
}

/** All recordings, by name; empty where the folder is absent. Throws when one does not have the form of its README. */
export function loadFixtures(): readonly Fixture[] {
  return folders(FIXTURES).flatMap((provider) =>
    folders(join(FIXTURES, provider)).map((name) => {
      const folder = join(FIXTURES, provider, name);
      const meta = metaSchema.parse(JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')));
      return { name: `${provider}/${name}`, meta, body: readFileSync(join(folder, meta.body)) };
    }),
  );
}

function folders(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
