import type { Caller, Clock } from '../ground/index.ts';
import type { Permissions } from './permissions.ts';
import type { Checked } from './protocol/codec.ts';
import type { DatastoreLifecycle } from './datastores/datastore-lifecycle.ts';
import type { Datastores } from './datastores/datastores.ts';
import type { ImportEngine } from './imports/import-engine.ts';
import type { JobQueue } from './jobs/job-queue.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { ObjectStorage } from './object-storage.ts';
import type { Pages } from './protocol/paging.ts';
import type { HealthLakeSettings } from './healthlake-settings.ts';
import type { Tags } from './datastores/tags.ts';

/** The parts of HealthLake that actions work with. */
export interface Parts {
  clock: Clock;
  permissions: Permissions;
  storage: ObjectStorage;
  datastores: Datastores;
  lifecycle: DatastoreLifecycle;
  tags: Tags;
  jobs: Jobs;
  queue: JobQueue;
  imports: Pick<ImportEngine, 'running'>;
  pages: Pages;
  settings: () => HealthLakeSettings;
  /** Whether there is a population for PreloadDataConfig. */
  canPreload: boolean;
  /** The DatastoreEndpoint of a data store. */
  endpointOf: (datastoreId: string) => string;
}

/**
 * One action: takes a checked request and answers it, or throws an AwsError. What it writes, its events
 * included, is one transaction.
 */
export type Action<Request, Response> = (
  parts: Parts,
  request: Checked<Request>,
  caller: Caller,
) => Response | Promise<Response>;
