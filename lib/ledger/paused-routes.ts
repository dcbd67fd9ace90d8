import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from './ledger.ts';
import { getRows, putRow, withoutKeys } from './ledger.ts';

/** A route that somebody has paused: its drops do not close and its imports do not start until it is resumed. */
export interface RoutePause {
  route: string;
  /** Epoch milliseconds. */
  since: number;
  reason?: string;
}

/** Paused routes by their names. */
export type PausedRoutes = ReadonlyMap<string, RoutePause>;

const keyOf = (route: string) => ({ pk: `ROUTE#${route}`, sk: 'route' });

/** Pauses a route; false where it is paused already, and stays so since then and for that reason. */
export const pauseRoute = (ledger: Ledger, pause: RoutePause): Promise<boolean> =>
  putRow(ledger, { ...keyOf(pause.route), ...pause });

/** Resumes a route and returns the pause that was; undefined where it was not paused. */
export async function resumeRoute(ledger: Ledger, route: string): Promise<RoutePause | undefined> {
  const { Attributes } = await ledger.client.send(
    new DeleteCommand({ TableName: ledger.tableName, Key: keyOf(route), ReturnValues: 'ALL_OLD' }),
  );
  return Attributes && (withoutKeys(Attributes) as unknown as RoutePause);
}

/** Which of these routes are paused, in one consistent read for every hundred of them. */
export async function pausedRoutes(
  ledger: Ledger,
  routes: readonly { name: string }[],
): Promise<PausedRoutes> {
  const rows = await getRows(
    ledger,
    routes.map(({ name }) => keyOf(name)),
  );
  return new Map(
    rows.map((row) => {
      const pause = withoutKeys(row) as unknown as RoutePause;
      return [pause.route, pause];
    }),
  );
}
