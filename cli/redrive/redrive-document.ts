import type { FileReport, Selection } from '../../lib/results/index.ts';

/** What `inlet redrive --json` prints. */
export interface RedriveDocument {
  schemaVersion: '1';
  kind: 'redrive';
  stage: string;
  importId: string;
  jobId: string;
  /** `server-errors`: only lines that failed by the service's own fault. */
  selection: Selection;
  /** The folder with `lines/` and `problems/`; null for a drop. */
  to: string | null;
  /** Where lines were dropped again; null where none were. */
  drop: string | null;
  /** Files with failed lines. */
  files: FileReport[];
  totals: {
    /** Failed lines in the new files. */
    lines: number;
    /** Failed lines that were left: not selected, or too long to be imported at all. */
    leftLines: number;
    refusedFiles: number;
  };
}

/** Sums up the outcomes of the files. */
export const totalsOf = (files: readonly FileReport[]): RedriveDocument['totals'] => ({
  lines: files.reduce((sum, { lines }) => sum + lines, 0),
  leftLines: files.reduce((sum, { failed, lines }) => sum + failed - lines, 0),
  refusedFiles: files.filter(({ refused }) => refused !== null).length,
});
