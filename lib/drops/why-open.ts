import type { S3Client } from '@aws-sdk/client-s3';
import type { Drop, RoutePause } from '../ledger/index.ts';
import { isDue } from './due.ts';
import { contentOf } from './marked-drop.ts';
import type { Route } from '../routes/index.ts';

/** Whether the next run closes a drop, and why or why not, in words. */
export interface DropStanding {
  closes: boolean;
  because: string;
}

/** What looking at a drop needs from outside. */
export interface DropObserver {
  s3: S3Client;
  inboxBucket: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Says what start-imports would decide about a drop now. Changes nothing. */
export async function whyOpen(
  observer: DropObserver,
  drop: Drop,
  route: Route,
  pause: RoutePause | undefined,
): Promise<DropStanding> {
  if (pause) return { closes: false, because: pausedText(pause) };
  const due = isDue(drop, route, observer.now());
  if (!due.due) return { closes: false, because: `quiet in ${due.inSeconds} s` };
  const { marker } = drop;
  const content = marker === undefined ? undefined : await contentOf(observer, { ...drop, marker }, route);
  return content && content.missing.length > 0
    ? { closes: false, because: missingText(content.missing.length) }
    : { closes: true, because: due.because };
}

/** "its route is paused since 2026-01-31T12:00:00.000Z: reason". */
export const pausedText = ({ since, reason }: RoutePause): string =>
  `its route is paused since ${new Date(since).toISOString()}${reason === undefined ? '' : `: ${reason}`}`;

/** What is said of a drop or an import whose route is gone. */
export const noRouteText = (route: string): string => `the configuration has no route "${route}" any more`;

/** What is said of a drop whose route names a data store that cannot be found. */
export const noStoreText = 'its route has no data store';

/** What is said of a drop whose marker names files that are not there. */
export const missingText = (files: number): string => `its marker announces ${files} more file(s)`;
