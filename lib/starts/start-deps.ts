import type { HealthLakeClient, StartFHIRImportJobRequest } from '@aws-sdk/client-healthlake';
import type { DropDeps, DropReport } from '../drops/index.ts';

/** What a started job is known by. */
export interface StartedJob {
  jobId: string;
  /** Epoch milliseconds, where the service said it. */
  submitTime?: number;
}

/** The StartFHIRImportJob call, made idempotent by ClientToken (handlers wrap it with Powertools). */
export type StartJob = (request: StartFHIRImportJobRequest) => Promise<StartedJob>;

/** For how long, and after which waits, a start that was refused is tried again. */
export interface RetryPolicy {
  /** How long refusals that may pass (permissions take time to reach every corner of IAM) are tried again. */
  giveUpAfterSeconds: number;
  /** 0 to 1. */
  random: () => number;
}

/** What a run from due drops to started jobs needs from outside. */
export interface StartDeps extends DropDeps, RetryPolicy {
  healthLake: HealthLakeClient;
  startJob: StartJob;
  resultsBucket: string;
  /** HealthLake runs one import of a data store and queues 25 more (HealthLake quotas). */
  maxOpenJobsPerDataStore: number;
  /** Is told what became of the drops, before any import of theirs is started. */
  onDrops?: (drops: readonly DropReport[]) => void;
}
