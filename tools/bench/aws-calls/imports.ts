import {
  CreateFHIRDatastoreCommand,
  StartFHIRImportJobCommand,
  waitUntilFHIRDatastoreActive,
} from '@aws-sdk/client-healthlake';
import type { World } from '../../../test/support/world.ts';
import { startWorld } from '../../../test/support/world.ts';
import { newFollowedJob, putJob } from '../../../lib/ledger/index.ts';
import type { Service } from './account-of-drop.ts';
import { accountOfDrop, allCalls, BATCH, callsByService, sumOf } from './account-of-drop.ts';
import { planMillion } from './plan-million.ts';

/** Sizes of drops. */
const DROPS = [1, 100, 10_000];

/** Open jobs, and over how many data stores they are spread. */
const OPEN_JOBS: [jobs: number, stores: number][] = [
  [1, 1],
  [26, 1],
  [520, 20],
];

const inWords = (calls: Record<Service, number>): string =>
  Object.entries(calls)
    .flatMap(([service, count]) => (count > 0 ? `${service} ${count.toLocaleString('en-US')}` : []))
    .join(', ');

/** What a drop costs from S3's events to the summary of its job, in all and step by step. */
async function callsOfDrop(files: number): Promise<void> {
  const steps = await accountOfDrop(files);
  const sum = sumOf(steps);
  const each = (count: number): string => (count / files).toFixed(2);
  console.log(
    `  ${files.toLocaleString('en-US').padStart(6)} ${files === 1 ? 'file' : 'files'}: 1 job, ${sum.invocations} invocations, ` +
      `${each(allCalls(sum.calls))} calls a file (${inWords(sum.calls)}), ` +
      `${each(sum.write)} write and ${each(sum.read)} read request units a file`,
  );
  for (const { name, calls, write, read, operations } of steps)
    console.log(
      `         ${name}: ${allCalls(calls)} calls (${operations.map(([operation, count]) => `${operation} ${count}`).join(', ')}), ${write} write, ${read} read units`,
    );
}

/** What a tick of poll-jobs costs where jobs are open and none has changed. */
async function callsOfTick(jobs: number, stores: number): Promise<void> {
  const world = await startWorld();
  try {
    // They stay SUBMITTED for as long as this takes.
    world.configure({ submittedMs: 1e9, creatingMs: 0 });
    const datastoreIds = [world.datastoreId];
    while (datastoreIds.length < stores) datastoreIds.push(await createStore(world));
    for (let index = 0; index < jobs; index += 1) {
      await startJob(world, datastoreIds[index % stores] ?? '', index);
    }
    await world.poll();
    world.calls.splice(0);
    await world.poll();
    const words = inWords(callsByService(world));
    console.log(
      `  ${String(jobs).padStart(4)} open ${jobs === 1 ? 'job' : 'jobs'} of ${stores} ${stores === 1 ? 'store' : 'stores'}: ${words}`,
    );
  } finally {
    await world.end();
  }
}

async function createStore({ healthLake }: World): Promise<string> {
  const { DatastoreId = '' } = await healthLake.send(
    new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: 'R4' }),
  );
  await waitUntilFHIRDatastoreActive(
    { client: healthLake, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { DatastoreId },
  );
  return DatastoreId;
}

async function startJob({ healthLake, ledger }: World, datastoreId: string, index: number): Promise<void> {
  const { JobId = '' } = await healthLake.send(
    new StartFHIRImportJobCommand({
      JobName: `imp-${index}`,
      ClientToken: `bench-${index}`,
      DatastoreId: datastoreId,
      DataAccessRoleArn: 'arn:aws:iam::000000000000:role/data-access',
      InputDataConfig: { S3Uri: 's3://inbox/bench/' },
      JobOutputDataConfig: { S3Configuration: { S3Uri: 's3://results/x', KmsKeyId: 'alias/x' } },
    }),
  );
  await putJob(
    ledger,
    newFollowedJob({
      datastoreId,
      jobId: JobId,
      jobName: `imp-${index}`,
      importId: `imp-${index}`,
      fileCount: 1,
      startedAt: Date.now(),
      inputS3Uri: 's3://inbox/bench/',
    }),
  );
}

/** AWS calls of whole drops and of ticks, and planning at the size of a backfill. */
export async function imports(): Promise<void> {
  console.log(
    `\ncalls of a drop that is read in place, from its events to its summary, in batches of ${BATCH}`,
  );
  for (const files of DROPS) await callsOfDrop(files);
  console.log('\ncalls of a tick of poll-jobs in which nothing has changed');
  for (const [jobs, stores] of OPEN_JOBS) await callsOfTick(jobs, stores);
  await planMillion();
}
