import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { DatastoreStatus } from '@aws-sdk/client-healthlake';
import type { Authorize, Clock, Faults, SealedTexts, Service } from '../ground/index.ts';
import { transaction } from '../ground/index.ts';
import { importFiles } from './imports/import-files.ts';
import { searchIndexOpener } from './search-index/open-when-needed.ts';
import type { SearchIndex } from './search-index/search-index.ts';
import type { FhirStore } from './store/store.ts';
import { openStore } from './store/store.ts';
import { takeOverBodies } from './store/take-over-bodies.ts';
import type { MayAssumeRole } from './permissions.ts';
import { createPermissions } from './permissions.ts';
import type { Parts } from './action.ts';
import { ACTIONS } from './actions/index.ts';
import { createDatastoreLifecycle } from './datastores/datastore-lifecycle.ts';
import type { Datastore, Datastores, DatastoreSetup } from './datastores/datastores.ts';
import { openDatastores } from './datastores/datastores.ts';
import { createDeclarations, datastoreIdOf } from './datastores/declared-datastores.ts';
import type { Emit } from './events.ts';
import { createExportEngine, DOWNLOADS_FOLDER, EXPORTS_FOLDER } from './exports/export-engine.ts';
import type { FhirExports } from './exports/fhir-exports.ts';
import { createFhirExports } from './exports/fhir-exports.ts';
import { createForcedErrors } from './protocol/forced-errors.ts';
import { createImportEngine, IMPORTS_FOLDER } from './imports/import-engine.ts';
import type { ImportProgress } from './imports/job-progress.ts';
import { importProgress } from './imports/job-progress.ts';
import { createJobQueue } from './jobs/job-queue.ts';
import { openJobs } from './jobs/jobs.ts';
import type { JobState } from './jobs/job-states.ts';
import { jobStates } from './jobs/job-states.ts';
import type { ObjectStorage } from './object-storage.ts';
import { createPages, openPageSeal } from './protocol/paging.ts';
import type { Perform } from './protocol/protocol.ts';
import { jsonService } from './protocol/protocol.ts';
import type { HealthLakeSettings } from './healthlake-settings.ts';
import { createLiveSettings } from './live-settings.ts';
import { openTags } from './datastores/tags.ts';
import { createWorkerThreads } from '../../fhir/index.ts';
import { createThrottle } from './protocol/throttle.ts';

export interface HealthLakeOptions {
  /** The local cloud's own database: data stores, jobs and tags are in it. */
  database: DatabaseSync;
  /** `fhir.sqlite` and the files of running jobs lie here. */
  stateFolder: string;
  clock: Clock;
  authorize: Authorize;
  /** Decides by trust policies; every role may be assumed unless given. */
  mayAssumeRole?: MayAssumeRole;
  s3: ObjectStorage;
  /** Takes a native event; called inside the transaction that the event reports. */
  emit: Emit;
  /** Where the local cloud answers, for example `http://127.0.0.1:4566`. */
  endpoint: () => string;
  /** Whether a Lambda function exists, for identity providers; all do unless given. */
  functionExists?: (arn: string) => boolean;
  /** NDJSON lines for PreloadDataConfig SYNTHEA; without it such a data store is answered 501. */
  samplePopulation?: () => Iterable<string>;
  settings?: Partial<HealthLakeSettings>;
  /** Makes the index of searches anew. */
  reindex?: boolean;
  /** Receives errors of our own: those behind an InternalServerException, or behind a FAILED job whose message says no more. */
  onTrouble?: (error: unknown) => void;
}

/** Data stores as their FHIR REST API sees them. */
export interface DataStores extends Pick<Datastores, 'find'> {
  /** A data store's address, with a slash at its end. */
  endpointOf: (datastoreId: string) => string;
  settings: () => HealthLakeSettings;
}

export interface HealthLake {
  /** `POST /` with `X-Amz-Target: HealthLake.<operation>`. */
  service: Service;
  /** The resources of all data stores. */
  store: FhirStore;
  /** What they are searched by; opened when it is first asked for. */
  searchIndex: () => Promise<SearchIndex>;
  /** What the FHIR REST API of the data stores works on, beside their resources. */
  dataStores: DataStores;
  /** Export jobs that the FHIR REST API starts. */
  exports: FhirExports;
  /** What places in lists are sealed with. */
  pageSeal: SealedTexts;
  /** Makes a data store ACTIVE that the template declares; the same name is the same data store at each start. */
  declareDatastore(declared: { name: string; datastoreId?: string; properties?: DatastoreSetup }): Datastore;
  progress(): ImportProgress[];
  jobs(): JobState[];
  datastores(): { datastoreId: string; name: string; status: DatastoreStatus }[];
  /** Changes settings from now on. */
  configure(settings: Partial<HealthLakeSettings>): void;
  /** The settings, and errors that are forced upon the next calls (`failNext`). */
  faults: Faults;
  /** Takes up what was under way when the last process ended. */
  start(): void;
  /** Forgets all jobs, data stores, resources and faults; declared data stores are there again, empty. */
  reset(): Promise<void>;
  /** Ends the running batch and leaves the work for the next start. */
  close(): Promise<void>;
}

/** The threads of every HealthLake of this process. */
const threads = createWorkerThreads();

export function createHealthLake(options: HealthLakeOptions): HealthLake {
  const { database, stateFolder, clock, emit, s3: storage, onTrouble = () => undefined } = options;
  const forced = createForcedErrors();
  const { settings, configure, faults } = createLiveSettings(options.settings, forced);
  const endpointOf = (datastoreId: string): string => `${options.endpoint()}/datastore/${datastoreId}/r4/`;
  takeOverBodies(stateFolder);
  const store = openStore(stateFolder);
  store.sweep();
  const index = searchIndexOpener({ stateFolder, store, threads, onTrouble, isMadeAnew: options.reindex });
  const files = importFiles(store.database);
  const datastores = openDatastores(database);
  const tags = openTags(database);
  const jobs = openJobs(database);
  const imports = createImportEngine({ stateFolder, clock, storage, files, threads, settings, onTrouble });
  const exports = createExportEngine({ stateFolder, clock, storage, threads, endpointOf, onTrouble });
  const queue = createJobQueue({
    database,
    clock,
    jobs,
    datastores,
    settings,
    emit,
    work: { import: index.behind(imports.run), export: exports.run },
    stopWork: exports.cancel,
  });
  const lifecycle = createDatastoreLifecycle({
    database,
    clock,
    datastores,
    tags,
    store,
    settings,
    emit,
    endpointOf,
    functionExists: options.functionExists ?? (() => true),
    samplePopulation: options.samplePopulation,
  });
  const pageSeal = openPageSeal(database);
  const parts: Parts = {
    clock,
    permissions: createPermissions(options.authorize, options.mayAssumeRole),
    storage,
    datastores,
    lifecycle,
    tags,
    jobs,
    queue,
    imports,
    pages: createPages(pageSeal),
    settings,
    canPreload: options.samplePopulation !== undefined,
    endpointOf,
  };
  const fhirExports = createFhirExports(parts, stateFolder);
  const declared = createDeclarations(datastores, clock);
  const throttle = createThrottle(clock, settings);
  const perform: Perform = async (operation, request, caller) => {
    throttle(operation);
    forced.check(operation, 'before');
    const answer = await ACTIONS[operation](parts, request, caller);
    forced.check(operation, 'after');
    return answer;
  };
  const stopWork = async (): Promise<void> => {
    queue.stop();
    await Promise.all([imports.stop(), exports.stop()]);
  };
  const start = (): void => {
    files.keepOnly(jobs.open('import').map(({ jobId }) => jobId));
    lifecycle.start();
    fhirExports.sweep();
    queue.start();
    index.goOn();
  };

  return {
    service: jsonService(perform, settings, onTrouble),
    store,
    searchIndex: index.open,
    dataStores: { find: (datastoreId) => datastores.find(datastoreId), endpointOf, settings },
    exports: fhirExports,
    pageSeal,
    declareDatastore: ({ name, datastoreId = datastoreIdOf(name), properties = {} }) =>
      declared.add({ datastoreId, name, setup: properties }),
    progress: () => importProgress(parts),
    jobs: () => jobStates(jobs),
    datastores: () =>
      datastores.all().map(({ datastoreId, name = '', status }) => ({ datastoreId, name, status })),
    configure,
    faults,
    start,
    async reset() {
      await stopWork();
      faults.clear();
      for (const { datastoreId } of datastores.all()) store.removeStore(datastoreId);
      transaction(database, () => {
        jobs.clear();
        tags.clear();
        datastores.clear();
        declared.restore();
      });
      for (const folder of [IMPORTS_FOLDER, EXPORTS_FOLDER, DOWNLOADS_FOLDER])
        rmSync(join(stateFolder, folder), { recursive: true, force: true });
      imports.resume();
      exports.resume();
      start();
    },
    async close() {
      await Promise.all([stopWork(), index.close()]);
      store.close();
    },
  };
}
