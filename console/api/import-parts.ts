/** What became of a file: one that is not summarized has no counts. */
export type FileFate =
  | 'waiting'
  | 'importing'
  | 'not-summarized'
  | 'imported'
  | 'imported-with-errors'
  | 'import-failed'
  /** Planned, and no results name it. */
  | 'not-read'
  /** Not planned, and the results name it. */
  | 'also-read';

export interface ImportFile {
  key: string;
  versionId: string | null;
  fate: FileFate;
  /** Null where the results do not say it (yet). */
  lines: number | null;
  imported: number | null;
  failed: number | null;
}

/** A failed line of an import. */
export interface FailedLine {
  key: string;
  line: number | null;
  path: string | null;
  /** What is wrong; with values only where the session shows data. */
  text: string;
  rule: string | null;
  /** The element with its positions, `Patient.name[1].given[0]`, to be found in `resource`; null where data is hidden. */
  place: string | null;
  /** The line as it was dropped; null where the session does not show data. */
  resource: string | null;
}
