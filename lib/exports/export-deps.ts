import type { HealthLakeClient, StartFHIRExportJobRequest } from '@aws-sdk/client-healthlake';
import type { S3Client } from '@aws-sdk/client-s3';
import type { EventAddress } from '../../events/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { EventSender } from '../publish/index.ts';
import type { RetryPolicy } from '../starts/index.ts';
import type { Trace } from '../tracing/index.ts';
import type { KnownExports } from './exports.ts';

/** What a started job is known by. */
export interface StartedExport {
  jobId: string;
  /** Epoch milliseconds, where the service said it. */
  submitTime?: number;
}

/** The StartFHIRExportJob call, made idempotent by ClientToken (handlers wrap it with Powertools). */
export type StartExportJob = (request: StartFHIRExportJobRequest) => Promise<StartedExport>;

/** What a round over the runs of exports needs from outside. */
export interface ExportDeps extends KnownExports, RetryPolicy {
  ledger: Ledger;
  s3: S3Client;
  healthLake: HealthLakeClient;
  startExportJob: StartExportJob;
  sendEvents: EventSender;
  trace?: Trace;
  /** Where events about a data store go; about none where it is not known. */
  addressOf: (datastoreId: string | undefined) => EventAddress;
  /** Epoch milliseconds. */
  now: () => number;
  /** True when the rest has to be left to the next round. */
  isOutOfTime: () => boolean;
}
