/** What was wrong with a line, as the results say it. */
export interface LineProblem {
  /** In the file that was dropped, from 1; null where the results do not say it. */
  line: number | null;
  /** The element, where one is named. */
  location: string | null;
  /** May quote the resource. */
  diagnostics: string;
}

/** What became of a key that was dropped. */
export interface DropOutcome {
  key: string;
  /** A fate of `inlet status`, or for what is no arrival what it is: marker, tolerated, ... */
  became: string;
  /** Null where no import has counted them. */
  lines: number | null;
  imported: number | null;
  failed: number | null;
  /** The first failed lines, one for each kind of problem. */
  problems: LineProblem[];
  /** What to know or to do beside those; null where there is nothing. */
  note: string | null;
}
