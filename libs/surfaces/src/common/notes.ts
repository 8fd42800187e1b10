import type { Note } from '../surface.ts';

/** Collects what did not carry over; a field that occurs a hundred times is named once. */
export class Notes {
  private readonly adaptedFields = new Map<string, string>();
  private readonly unsupportedFields = new Map<string, string>();

  adapt(field: string, reason: string): void {
    if (!this.adaptedFields.has(field)) this.adaptedFields.set(field, reason);
  }

  refuse(field: string, reason: string): void {
    if (!this.unsupportedFields.has(field)) this.unsupportedFields.set(field, reason);
  }

  get adapted(): readonly Note[] {
    return toList(this.adaptedFields);
  }

  get unsupported(): readonly Note[] {
    return toList(this.unsupportedFields);
  }
}

function toList(fields: ReadonlyMap<string, string>): Note[] {
  return [...fields].map(([field, reason]) => ({ field, reason }));
}
