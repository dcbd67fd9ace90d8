import type { Issue, ValidatedRange } from '../../fhir/index.ts';
import { PLACE_NUMBERS } from '../../fhir/index.ts';
import { fingerprint } from '../../lib/results/index.ts';

/** What becomes of a line that has issues. */
export type Fate =
  | 'refused'
  /** Under level minimal: stored, but searches may miss it. */
  | 'unsearchable'
  /** Stored as any other; users should know about something. */
  | 'right';

/** A line with its issues. */
export interface ReportedLine {
  /** Of its range, from 1. */
  line: number;
  fate: Fate;
  issues: readonly Issue[];
}

/** The lines of a range that have issues, in their order. */
export function reportedLines({ failures, warnings, marked, places }: ValidatedRange): ReportedLine[] {
  const withFate = (fate: Fate) => (each: { line: number; issues: readonly Issue[] }) => ({ ...each, fate });
  const unsearchable = [...marked].map(([at, { issues }]) => ({ line: lineOf(places, at), issues }));
  return [
    ...failures.map(withFate('refused')),
    ...unsearchable.map(withFate('unsearchable')),
    ...warnings.map(withFate('right')),
  ].sort((one, other) => one.line - other.line);
}

/**
 * Calls `use` with each resource of a range that is right: a fingerprint of its type and id, and the line that it is on. Nothing is made of
 * a resource, since there are as many as lines.
 */
export function eachResource(
  { places, ids }: ValidatedRange,
  use: (print: number, line: number) => void,
): void {
  let start = 0;
  for (let at = 0; at * PLACE_NUMBERS < places.length; at++) {
    const feed = ids.indexOf('\n', start);
    const end = feed < 0 ? ids.length : feed;
    use(fingerprint(ids, start, end, places[at * PLACE_NUMBERS + 2] ?? 0), lineOf(places, at));
    start = end + 1;
  }
}

const lineOf = (places: Uint32Array, at: number): number => places[at * PLACE_NUMBERS + 3] ?? 0;
