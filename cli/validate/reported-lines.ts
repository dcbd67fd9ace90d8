import type { Issue, ValidatedRange } from '../../fhir/index.ts';
import { PLACE_NUMBERS, RESOURCE_TYPES } from '../../fhir/index.ts';

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

/** The resources of a range that are right, `Type/id`, with the line that each is on. */
export function* resourcesOf({ places, ids }: ValidatedRange): Generator<{ identity: string; line: number }> {
  let at = 0;
  for (const id of places.length > 0 ? ids.split('\n') : []) {
    const type = RESOURCE_TYPES[places[at * PLACE_NUMBERS + 2] ?? 0] ?? '';
    yield { identity: `${type}/${id}`, line: lineOf(places, at) };
    at++;
  }
}

const lineOf = (places: Uint32Array, at: number): number => places[at * PLACE_NUMBERS + 3] ?? 0;
