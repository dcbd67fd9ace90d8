import { setTimeout as pause } from 'node:timers/promises';
import { DeleteFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import { nameOf } from '../../errors/index.ts';
import type { Bench, TriedStage } from '../bench/bench.ts';
import { TAG_SYSTEM, placesOf } from '../bench/bench.ts';
import { createObjects } from '../bench/objects.ts';
import { storeName } from '../probes/life-of-a-store.ts';
import { storesOfRun } from './stores-of-run.ts';

/** Types of resources that probes write. */
const TYPES = ['Observation', 'Patient', 'Practitioner', 'Bundle'];

export interface LeftBehind {
  stage: TriedStage;
  runId: string;
  /** The data stores that were given to the run: what it wrote there goes, and they stay. */
  given: readonly Pick<Bench, 'fhir'>[];
  /** The route's prefix in the inbox, where the main job was tried. */
  routePrefix: string | undefined;
  /** How long is waited where jobs have not ended, milliseconds. */
  everyMs: number;
}

/**
 * Removes what a run has made: its data stores, its objects in S3, its resources in a data store that it was given. Goes on past
 * what fails.
 * @returns what stays, a sentence each, without ids
 */
export async function cleanUp({ stage, runId, given, routePrefix, everyMs }: LeftBehind): Promise<string[]> {
  const stays: string[] = [];
  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    await work().catch((error: unknown) => {
      stays.push(`${what}: ${nameOf(error)}`);
    });
  };
  const objects = createObjects(stage.s3);
  const { inputs, outputs } = placesOf(stage, runId, '');
  const folders = [inputs, outputs];
  if (routePrefix !== undefined)
    folders.push(`s3://${stage.inboxBucket}/${routePrefix}inlet-verify-${runId}/`);
  for (const uri of folders)
    await attempt(`objects below ${/[^/]+\/$/.exec(uri)?.[0]}`, async () => {
      await objects.remove(uri);
    });
  for (const store of given)
    for (const type of TYPES)
      await attempt(`${type} resources of the run`, () => deleteResources(store, type, runId));
  await attempt('data stores of the run', async () => {
    for (const { DatastoreId, DatastoreName = '', DatastoreStatus } of await storesOfRun(
      stage.healthLake,
      runId,
    ))
      if (DatastoreStatus !== 'DELETING')
        await attempt(`the data store ${DatastoreName}`, () => deleteStore(stage, DatastoreId, everyMs));
    // Of a run whose record is lost. One that goes on at the same time cleans up itself.
    for (const { DatastoreName = '', DatastoreStatus } of await storesOfRun(stage.healthLake, ''))
      if (!DatastoreName.startsWith(storeName(runId, '')) && DatastoreStatus !== 'DELETING')
        stays.push(
          `the data store ${DatastoreName} of another run: its own command removes it, or \`aws healthlake delete-fhir-datastore\``,
        );
  });
  return stays;
}

/** How often a data store is asked to go whose jobs have not ended: an interrupted run may have left some. */
const MOST_ATTEMPTS = 25;

async function deleteStore(
  { healthLake }: TriedStage,
  DatastoreId: string | undefined,
  everyMs: number,
): Promise<void> {
  for (let left = MOST_ATTEMPTS; ; left -= 1)
    try {
      await healthLake.send(new DeleteFHIRDatastoreCommand({ DatastoreId }));
      return;
    } catch (error) {
      if (nameOf(error) !== 'ConflictException' || left === 0) throw error;
      await pause(everyMs);
    }
}

/** Deletes what carries the run's tag, until a search finds nothing more. */
async function deleteResources({ fhir }: Pick<Bench, 'fhir'>, type: string, runId: string): Promise<void> {
  for (let last = ''; ;) {
    const { json } = await fhir('GET', `${type}?_tag=${TAG_SYSTEM}|${runId}&_count=100`);
    const ids = (json.entry ?? []).flatMap(({ resource }) => resource?.id ?? []);
    if (ids.length === 0) return;
    // What cannot be deleted is found again.
    if (ids.join() === last) throw Object.assign(new Error('resources stay'), { name: 'NotDeleted' });
    last = ids.join();
    for (const id of ids) await fhir('DELETE', `${type}/${id}`);
  }
}
