import type { S3Client } from '@aws-sdk/client-s3';
import type { Ledger } from '../ledger/index.ts';
import type { KnownExports } from '../exports/index.ts';
import type { KnownRoutes } from '../routes/index.ts';

/** Gives what was read before under a name, or reads it. */
export type Remember = <T>(name: string, read: () => Promise<T>) => Promise<T>;

/** Reads each time anew. */
export const rememberNothing: Remember = (_name, read) => read();

/** What reading a status needs from outside. */
export interface StatusDeps extends KnownRoutes, KnownExports {
  ledger: Ledger;
  s3: S3Client;
  inboxBucket: string;
  stage: string;
  maxOpenJobsPerDataStore: number;
  /** Epoch milliseconds. */
  now: () => number;
  /** Keeps what cannot change any more (a name says of what); without it, all is read each time. */
  remember?: Remember;
}

/** An ISO 8601 time of epoch milliseconds. */
export const isoTime = (time: number): string => new Date(time).toISOString();

/** The same, where there is one. */
export const isoTimeOrNull = (time: number | null | undefined): string | null =>
  time === null || time === undefined ? null : isoTime(time);
