import type { DropObserver } from '../drops/index.ts';
import { noRouteText, noStoreText } from '../drops/index.ts';
import type { Route } from '../routes/index.ts';
import type { Ledger } from '../ledger/index.ts';

/** What reading a status needs from outside. */
export interface StatusReader extends DropObserver {
  ledger: Ledger;
  stage: string;
  routes: readonly Route[];
  /** Routes whose data store cannot be told now, with the error's name. */
  unresolvedRoutes: ReadonlyMap<string, string>;
  maxOpenJobsPerDataStore: number;
}

/** An ISO 8601 time of epoch milliseconds. */
export const isoTime = (time: number): string => new Date(time).toISOString();

/** The same, where there is one. */
export const isoTimeOrNull = (time: number | null | undefined): string | null =>
  time === null || time === undefined ? null : isoTime(time);

/** Why nothing goes on for a route that is not among those of the reader. */
export const withoutRoute = ({ unresolvedRoutes }: StatusReader, route: string): string => {
  const errorName = unresolvedRoutes.get(route);
  return errorName === undefined ? noRouteText(route) : `${noStoreText} (${errorName})`;
};
