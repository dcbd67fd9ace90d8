import { setTimeout as pause } from 'node:timers/promises';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { DescribeFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import type { S3Client } from '@aws-sdk/client-s3';
import { CannotTell } from '../cannot-tell.ts';
import { expectAccess } from './access.ts';
import type { CallApi } from './api.ts';
import { createApi } from './api.ts';
import type { CallFhir } from './fhir.ts';
import { createFhir } from './fhir.ts';
import type { EndedImport, ImportWish, Jobs, JobPlaces, Until } from './jobs.ts';
import { createJobs } from './jobs.ts';
import type { Objects } from './objects.ts';
import { createObjects } from './objects.ts';
import { createSender } from './send-signed.ts';

/** The stage that is tried, as far as probes use it. */
export interface TriedStage {
  stage: string;
  healthLake: HealthLakeClient;
  s3: S3Client;
  cloudWatch: CloudWatchClient;
  inboxBucket: string;
  workBucket: string;
  resultsBucket: string;
  /** What a job reads and writes as, and the key of its results. */
  dataAccessRoleArn: string;
  kmsKeyId: string;
  /** Of the stage itself, to be read alone. */
  datastoreId: string;
  /** The state of a key of the inbox: `imported`, or how far it is. */
  fateOf: (key: string) => Promise<string | undefined>;
  /** Why nothing of the inbox goes on to the data store, and what to do; undefined where it does. */
  standstillOf: (datastoreId: string) => Promise<string | undefined>;
  /** The prefix of a route that leads to the data store. */
  prefixOf: (datastoreId: string) => string | undefined;
  /** Mints a bearer token with these scopes, where somebody does. */
  tokenFor?: (scope: string) => Promise<string>;
}

/** What probes work with. What several of them look at is made once. */
export interface Bench {
  stage: TriedStage;
  /** Names all that the run makes. */
  runId: string;
  /** The data store that may be written to; empty where probes only read. */
  datastoreId: string;
  /** The data store of a route, where that may be written to; else empty. */
  routeStore: string;
  api: CallApi;
  fhir: CallFhir;
  fhirOf: (datastoreId: string) => Promise<CallFhir>;
  objects: Objects;
  jobs: Jobs;
  places: JobPlaces;
  until: Until;
  /** A pause between requests that keeps below the rates of AWS: half a second there. */
  rest: () => Promise<void>;
  /** An id of this run. */
  id: (name: string) => string;
  /** A patient of this run. */
  patient: (name: string, more?: object) => PatientOfRun;
  /**
   * The import of this name, started at the first call and waited for at each.
   * @throws CannotTell where it has not done all, nor would any, for want of a permission
   */
  imported: (name: string, wish: () => ImportWish) => Promise<EndedImport>;
  /** Tries by an import of one patient, once, whether jobs may read and write. @throws CannotTell where they may not */
  hasAccess: () => Promise<void>;
  /** The result of `make`, which is called once for each name. */
  once: <T>(name: string, make: () => Promise<T>) => Promise<T>;
}

export interface PatientOfRun {
  resourceType: 'Patient';
  id: string;
  meta: { tag: object[] };
}

/** What marks a resource as made by a run. */
export const TAG_SYSTEM = 'urn:inlet:verify';

/** The longest that is waited for one thing; a data store takes half an hour. */
const PATIENCE_MS = 3 * 3600_000;

export interface BenchOptions {
  runId: string;
  /** How many times the run was begun or gone on with: ids of each time are new. */
  sitting: number;
  datastoreId: string;
  routeStore?: string;
  signal: AbortSignal;
  /** How often is looked whether something has ended, milliseconds. */
  everyMs: number;
}

export function createBench(
  stage: TriedStage,
  { runId, sitting, datastoreId, routeStore = '', signal, everyMs }: BenchOptions,
): Bench {
  const send = createSender(stage.healthLake);
  const objects = createObjects(stage.s3);
  const places = placesOf(stage, runId, datastoreId);
  const until: Until = async (what, read, whyInVain) => {
    const start = performance.now();
    const end = start + PATIENCE_MS;
    for (;;) {
      signal.throwIfAborted();
      const found = await read();
      if (found !== undefined) return found;
      const why = whyInVain?.(performance.now() - start);
      if (why !== undefined) throw new CannotTell(why);
      if (performance.now() > end) throw new CannotTell(`waited three hours for ${what}`);
      await pause(everyMs, undefined, { signal });
    }
  };
  const jobs = createJobs(stage.healthLake, objects, places, until);
  const made = new Map<string, Promise<unknown>>();
  const once = <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const known = made.get(name) ?? make();
    made.set(name, known);
    return known as Promise<T>;
  };
  const fhirOf = (id: string): Promise<CallFhir> =>
    once(`endpoint of ${id}`, async () => {
      const { DatastoreProperties: found } = await stage.healthLake.send(
        new DescribeFHIRDatastoreCommand({ DatastoreId: id }),
      );
      return createFhir(send, found?.DatastoreEndpoint ?? '');
    });
  const id = (name: string): string => `v${runId}-${sitting}-${name}`;
  const patient: Bench['patient'] = (name, more) => ({
    resourceType: 'Patient',
    id: id(name),
    meta: { tag: [{ system: TAG_SYSTEM, code: runId }] },
    ...more,
  });
  const hasAccess = (): Promise<void> =>
    once('access', async () => {
      const files = { 'one.ndjson': `${JSON.stringify(patient('lone'))}\n` };
      expectAccess((await jobs.ended(await jobs.start('lone', { files }))).properties);
    });
  return {
    stage,
    runId,
    datastoreId,
    routeStore,
    api: createApi(stage.healthLake, send),
    fhir: async (...request) => (await fhirOf(datastoreId))(...request),
    fhirOf,
    objects,
    jobs,
    places,
    until,
    rest: () => pause(everyMs / 20, undefined, { signal }),
    id,
    patient,
    imported: (name, wish) =>
      once(`import ${name}`, async () => {
        const ended = await jobs.ended(await jobs.start(name, wish()));
        if (ended.properties.JobStatus !== 'COMPLETED') await hasAccess();
        return ended;
      }),
    once,
    hasAccess,
  };
}

/** Below the folder that the data access role of a stage may read, and in the bucket that it may write. */
export const placesOf = (
  { workBucket, resultsBucket, dataAccessRoleArn, kmsKeyId }: TriedStage,
  runId: string,
  datastoreId: string,
): JobPlaces => ({
  datastoreId,
  inputs: `s3://${workBucket}/imports/verify-${runId}/`,
  outputs: `s3://${resultsBucket}/verify-${runId}/`,
  dataAccessRoleArn,
  kmsKeyId,
});
