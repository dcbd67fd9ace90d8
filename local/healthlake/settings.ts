import type { OperationName } from '../../lib/healthlake/model.ts';

/** How the local HealthLake behaves where the real one has quotas, takes its time or may fail. */
export interface HealthLakeSettings {
  /** SUBMITTED lasts this long (milliseconds of the cloud's time), then the job runs or is QUEUED. */
  submittedMs: number;
  /** CREATING and DELETING of a data store last this long (milliseconds). */
  creatingMs: number;
  deletingMs: number;
  /** HTTP statuses of errors: 400 and 500 as the API reference documents them, or the model's 403, 404, 409, 429. */
  errorStatuses: 'documented' | 'model';
  /** One running job of a kind per data store, or one in the account. */
  runningScope: 'datastore' | 'account';
  /** Jobs of a kind that may wait behind the running one of a data store (quotas L-5E2BA274, L-DDD1A3D1). */
  waitingJobs: number;
  /** The error of one job more; nothing documents which it is. */
  overQueueError: 'ThrottlingException' | 'ValidationException';
  datastores: number;
  /** Limits of one import job: a job beyond them ends FAILED with a message. Sizes in bytes. */
  filesPerImport: number;
  bytesPerFile: number;
  bytesPerImport: number;
  /** Whether `requestRates` are enforced. */
  throttling: boolean;
  /** Requests of the account per number of seconds. */
  requestRates: Readonly<Record<OperationName, { requests: number; seconds: number }>>;
  /** False: a repeated ClientToken starts a second job, as if the service had forgotten it. */
  rememberClientTokens: boolean;
  /** KMS keys (as requests name them) that HealthLake may not use. */
  unusableKeys: readonly string[];
  /** Lists do not show jobs and data stores younger than this (milliseconds). */
  listLagMs: number;
}

const GIGABYTE = 1_000_000_000;
const perSecond = (requests: number): { requests: number; seconds: number } => ({ requests, seconds: 1 });
const PER_MINUTE = { requests: 1, seconds: 60 };

/** The quotas of the Developer Guide ("Endpoints and quotas"); request rates are off until asked for. */
export const DEFAULT_SETTINGS: HealthLakeSettings = {
  submittedMs: 200,
  creatingMs: 500,
  deletingMs: 500,
  errorStatuses: 'documented',
  runningScope: 'datastore',
  waitingJobs: 25,
  overQueueError: 'ThrottlingException',
  datastores: 20,
  filesPerImport: 1_000_000,
  bytesPerFile: 50 * GIGABYTE,
  bytesPerImport: 5_000 * GIGABYTE,
  throttling: false,
  requestRates: {
    CreateFHIRDatastore: PER_MINUTE,
    DeleteFHIRDatastore: PER_MINUTE,
    DescribeFHIRDatastore: perSecond(10),
    DescribeFHIRExportJob: perSecond(10),
    DescribeFHIRImportJob: perSecond(10),
    ListFHIRDatastores: perSecond(10),
    ListFHIRExportJobs: perSecond(10),
    ListFHIRImportJobs: perSecond(10),
    ListTagsForResource: perSecond(10),
    StartFHIRExportJob: perSecond(1),
    StartFHIRImportJob: perSecond(25),
    TagResource: perSecond(10),
    UntagResource: perSecond(10),
  },
  rememberClientTokens: true,
  unusableKeys: [],
  listLagMs: 0,
};
