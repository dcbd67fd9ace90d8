import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { DatastoreStatus, JobStatus } from '@aws-sdk/client-healthlake';
import type { OperationName } from '../../lib/healthlake/model.ts';
import { notImplemented } from '../aws-error.ts';
import type { Authorize, Caller } from '../caller.ts';
import type { Clock } from '../clock.ts';
import { importFiles } from '../fhir/import-files.ts';
import type { FhirStore } from '../fhir/store.ts';
import { openStore } from '../fhir/store.ts';
import type { Service } from '../service.ts';
import { transaction } from '../state.ts';
import type { MayAssumeRole } from './access.ts';
import { createAccess } from './access.ts';
import type { Parts } from './action.ts';
import { ACTIONS } from './actions/index.ts';
import type { Datastore, DatastoreSetup } from './datastores.ts';
import { openDatastores } from './datastores.ts';
import type { Emit } from './events.ts';
import { createImportEngine } from './import-engine.ts';
import { progressReport } from './import-report.ts';
import { createJobQueue } from './job-queue.ts';
import type { Job, JobKind } from './jobs.ts';
import { openJobs } from './jobs.ts';
import type { ObjectStorage } from './object-storage.ts';
import { createPages } from './paging.ts';
import { jsonService } from './protocol.ts';
import type { HealthLakeSettings } from './settings.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

export interface HealthLakeOptions {
  /** The local cloud's own database: data stores, jobs and tags are in it. */
  database: DatabaseSync;
  /** `fhir.sqlite` and the result files of running imports lie here. */
  stateFolder: string;
  clock: Clock;
  authorize: Authorize;
  /** Trust policies of roles; every role may be assumed unless given. */
  mayAssumeRole?: MayAssumeRole;
  s3: ObjectStorage;
  /** Takes a native event; called inside the transaction of what the event tells. */
  emit: Emit;
  /** Where the local cloud answers, for example `http://127.0.0.1:4566`. */
  endpoint: () => string;
  settings?: Partial<HealthLakeSettings>;
}

/** How far a running import is. */
export interface ImportProgress {
  datastoreId: string;
  jobId: string;
  jobName: string | undefined;
  files: number;
  filesDone: number;
  bytes: number;
  bytesDone: number;
  resources: number;
  imported: number;
  failed: number;
}

export interface HealthLake {
  /** `POST /` with `X-Amz-Target: HealthLake.<operation>`. */
  service: Service;
  /** The resources of all data stores, for the FHIR endpoint. */
  store: FhirStore;
  /** Makes a data store ACTIVE that the template declares; the same name is the same data store at each start. */
  declareDatastore(declared: { name: string; datastoreId?: string; properties?: DatastoreSetup }): Datastore;
  progress(): ImportProgress[];
  jobs(): {
    datastoreId: string;
    jobId: string;
    jobName: string | undefined;
    kind: JobKind;
    status: JobStatus;
  }[];
  datastores(): { datastoreId: string; name: string | undefined; status: DatastoreStatus }[];
  /** Changes settings from now on. */
  configure(settings: Partial<HealthLakeSettings>): void;
  /** Takes up what was under way when the last process ended. */
  start(): void;
  /** Forgets all jobs, data stores and resources; declared data stores are there again, empty. */
  reset(): Promise<void>;
  /** Ends the running batch and leaves the work for the next start. */
  close(): Promise<void>;
}

/** HealthLake on this machine. */
export function createHealthLake(options: HealthLakeOptions): HealthLake {
  const { database, stateFolder, clock, emit } = options;
  let current: HealthLakeSettings = { ...DEFAULT_SETTINGS, ...options.settings };
  const settings = (): HealthLakeSettings => current;
  const store = openStore(stateFolder);
  const files = importFiles(store.database);
  const datastores = openDatastores(database);
  const jobs = openJobs(database);
  const imports = createImportEngine({ stateFolder, clock, storage: options.s3, files, settings });
  const declarations = new Map<string, DatastoreSetup>();

  const runImport = async (job: Job) => {
    const end = await imports.run(job);
    return end && { status: end.status, message: end.message, progress: progressReport(end.totals) };
  };
  const queue = createJobQueue({
    database,
    clock,
    jobs,
    datastores,
    settings,
    emit,
    work: { import: runImport, export: () => Promise.resolve(undefined) },
  });
  const parts: Parts = {
    clock,
    access: createAccess(options.authorize, options.mayAssumeRole),
    storage: options.s3,
    datastores,
    jobs,
    queue,
    imports,
    pages: createPages(database),
    settings,
    endpointOf: (datastoreId) => `${options.endpoint()}/datastore/${datastoreId}/r4/`,
  };

  const perform = (operation: OperationName, request: never, caller: Caller): object => {
    const action = ACTIONS[operation];
    if (!action) throw notImplemented(`the HealthLake action ${operation}`);
    return transaction(database, () => action(parts, request, caller));
  };

  const declare = (datastoreId: string, name: string, setup: DatastoreSetup): Datastore => {
    const active = { name, setup, status: 'ACTIVE', dueAt: undefined, errorCause: undefined } as const;
    const known = datastores.find(datastoreId);
    const datastore = known
      ? { ...known, ...active }
      : datastores.add({
          ...active,
          datastoreId,
          createdAt: Math.round(clock.now()),
          clientToken: undefined,
          requestHash: undefined,
        });
    datastores.save(datastore);
    return datastore;
  };

  return {
    service: jsonService(perform, settings),
    store,
    declareDatastore({ name, datastoreId = datastoreIdOf(name), properties = {} }) {
      declarations.set(datastoreId, properties);
      return declare(datastoreId, name, properties);
    },
    progress() {
      const running = imports.running();
      const job = running && jobs.findById(running.jobId);
      if (!running || !job) return [];
      const { totals } = running;
      return [
        {
          datastoreId: job.datastoreId,
          jobId: job.jobId,
          jobName: job.jobName,
          files: totals.files,
          filesDone: totals.filesImported + totals.filesRefused,
          bytes: totals.bytes,
          bytesDone: totals.bytesRead,
          resources: totals.scanned,
          imported: totals.imported,
          failed: totals.failed,
        },
      ];
    },
    jobs: () =>
      jobs.all().map(({ datastoreId, jobId, jobName, kind, status }) => ({
        datastoreId,
        jobId,
        jobName,
        kind,
        status,
      })),
    datastores: () =>
      datastores.all().map(({ datastoreId, name, status }) => ({ datastoreId, name, status })),
    configure(changed) {
      current = { ...current, ...changed };
    },
    start() {
      files.keepOnly(jobs.open('import').map(({ jobId }) => jobId));
      queue.start();
    },
    async reset() {
      const declared = datastores.all().filter(({ datastoreId }) => declarations.has(datastoreId));
      queue.stop();
      await imports.stop();
      transaction(database, () => {
        jobs.clear();
        for (const { datastoreId } of datastores.all()) store.removeStore(datastoreId);
        datastores.clear();
        for (const { datastoreId, name } of declared)
          declare(datastoreId, name ?? '', declarations.get(datastoreId) ?? {});
      });
      files.keepOnly([]);
      rmSync(join(stateFolder, 'imports'), { recursive: true, force: true });
      imports.resume();
      queue.start();
    },
    async close() {
      queue.stop();
      await imports.stop();
      store.close();
    },
  };
}

/** Stable over restarts and machines, in the form of the service's own ids: 32 hexadecimal digits. */
const datastoreIdOf = (name: string): string =>
  createHash('sha256').update(`data store ${name}`).digest('hex').slice(0, 32);
