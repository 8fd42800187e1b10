/** An export that cannot be read. The message is for people: it says where it went wrong and what would be right. */
export class ExportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ExportError';
  }
}
