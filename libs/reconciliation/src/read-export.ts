import { ExportError } from './export-error.ts';
import type { Export } from './lines.ts';
import { readCsvExport } from './read-csv-export.ts';
import { readJsonExport } from './read-json-export.ts';

/** Reads a usage or cost export of OpenAI or Anthropic, JSON or CSV. Throws ExportError with the line or field at fault. */
export function readExport(text: string): Export {
  const start = text.trimStart()[0];
  if (start === undefined) throw new ExportError('The export is empty.');
  if (start !== '{' && start !== '[') return readCsvExport(text);
  try {
    return readJsonExport(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new ExportError('The export begins like JSON, but is none.');
    throw error;
  }
}
