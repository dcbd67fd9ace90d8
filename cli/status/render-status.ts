import { printable } from '../terminal/index.ts';
import type { StatusDocument } from '../../lib/status/index.ts';
import { renderExport } from './render-export.ts';
import { renderImport } from './render-import.ts';
import { renderKey } from './render-key.ts';
import { renderOverview } from './render-overview.ts';

/** What a status looks like to a person: tables, totals, and the next step last. */
export function renderStatus(document: StatusDocument): string[] {
  return linesOf(document).map(printable);
}

function linesOf(document: StatusDocument): string[] {
  switch (document.kind) {
    case 'overview':
      return renderOverview(document);
    case 'key':
      return renderKey(document);
    case 'import':
      return renderImport(document);
    case 'export':
      return renderExport(document);
  }
}

/** What an overview lists while it is open. */
const OPEN_LISTS = ['drops', 'imports', 'jobs', 'exports', 'exportJobs', 'requests', 'dataStores'] as const;

/** True while something that the document shows may still change by itself: what `--watch` waits for. */
export function isOpen(document: StatusDocument): boolean {
  switch (document.kind) {
    case 'overview':
      return OPEN_LISTS.some((list) => document[list].length > 0);
    case 'key': {
      const [newest] = document.arrivals;
      // What lies there is recorded, or rejected, in a moment.
      if (newest === undefined) return document.found?.as === 'file' || document.found?.as === 'rejected';
      return newest.fate === 'pending' || newest.fate === 'importing';
    }
    case 'import':
      return document.import.isOpen;
    case 'export':
      return document.export.isOpen;
  }
}

/** The imports that a document shows open. */
export function openImports(document: StatusDocument): string[] {
  switch (document.kind) {
    case 'overview':
      return document.imports.map(({ importId }) => importId);
    case 'key':
      return isOpen(document) ? document.arrivals.slice(0, 1).flatMap(({ importId }) => importId ?? []) : [];
    case 'import':
      return document.import.isOpen ? [document.import.importId] : [];
    case 'export':
      return [];
  }
}

/** Whether the results of one of these imports, which has ended by now, are still to be counted. */
export function isUncounted(document: StatusDocument, imports: ReadonlySet<string>): boolean {
  switch (document.kind) {
    case 'overview':
      return document.ended.some(
        ({ importId, jobId, counts }) => counts === null && jobId !== null && imports.has(importId),
      );
    case 'key': {
      const [newest] = document.arrivals;
      return newest?.counts === null && newest.jobId !== null && imports.has(newest.importId ?? '');
    }
    case 'import':
      return document.summary === null && document.job !== null && imports.has(document.import.importId);
    case 'export':
      return false;
  }
}

/** False where what was asked about has ended otherwise than imported without a failure. */
export function isGood(document: StatusDocument): boolean {
  switch (document.kind) {
    case 'overview':
      return true;
    case 'key':
      return ['imported', 'duplicate'].includes(document.arrivals[0]?.fate ?? '');
    case 'import':
      return document.import.state === 'COMPLETED';
    case 'export':
      return document.export.state === 'COMPLETED';
  }
}

/** True where what was asked about does not exist at all. */
export const isNothing = (document: StatusDocument): boolean =>
  document.kind === 'key' && document.arrivals.length === 0 && document.found?.as === 'nothing';
