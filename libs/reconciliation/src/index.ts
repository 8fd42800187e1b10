export type { Drift, DriftCause } from './causes.ts';
export { ExportError } from './export-error.ts';
export type { BookedLine, Export, ExportLine, ExportProvider, TokenClass, TokenCounts } from './lines.ts';
export { readExport } from './read-export.ts';
export { type Compared, type ComparedLine, type Reconciliation, reconcile } from './reconcile.ts';
