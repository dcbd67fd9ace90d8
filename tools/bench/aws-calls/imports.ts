import {
  CreateFHIRDatastoreCommand,
  StartFHIRImportJobCommand,
  waitUntilFHIRDatastoreActive,
} from '@aws-sdk/client-healthlake';
import type { World } from '../../../test/support/world.ts';
import { startWorld } from '../../../test/support/world.ts';
import { testRoute } from '../../../test/support/routes.ts';
import { newFollowedJob, putJob } from '../../../lib/ledger/index.ts';
import { countUnits } from './count-units.ts';
import { planMillion } from './plan-million.ts';

/** What record-arrivals takes from the queue at a time (infrastructure/functions/record-arrivals.yml). */
const BATCH = 100;

/** Sizes of drops. */
const DROPS = [1, 100, 10_000];

/** Open jobs, and over how many data stores they are spread. */
const OPEN_JOBS: [jobs: number, stores: number][] = [
  [1, 1],
  [26, 1],
  [520, 20],
];

/** The service that a call is made to. */
const SERVICES: [RegExp, string][] = [
  [/FHIR/, 'HealthLake'],
  [/^PutEvents$/, 'EventBridge'],
  [/Object|Upload|Bucket/, 'S3'],
  [/./, 'DynamoDB'],
];

/** How many calls were made since the last look, by service. */
function callsByService({ calls }: World): [service: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { name } of calls.splice(0)) {
    const [, service = ''] = SERVICES.find(([pattern]) => pattern.test(name)) ?? [];
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

const inWords = (counts: [string, number][]): string =>
  counts.map(([service, count]) => `${service} ${count.toLocaleString('en-US')}`).join(', ');

/** What a drop costs from S3's events to the end of its job, in calls and in invocations. */
async function callsOfDrop(files: number): Promise<void> {
  const world = await startWorld();
  try {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 100_000, maxBytes: 1e12 })]);
    const messages = [];
    for (let index = 0; index < files; index += 1) {
      messages.push(
        await world.drop(`bench/${index}.ndjson`, `{"resourceType":"Patient","id":"p${index}"}\n`),
      );
    }
    const units = countUnits(world);
    let invocations = 0;
    for (let from = 0; from < files; from += BATCH, invocations += 1) {
      await world.record(...messages.slice(from, from + BATCH));
    }
    world.later(3600);
    await world.start();
    await world.jobsEnded(600_000);
    await world.poll();
    const jobs = world.jobs().length;
    const counts = callsByService(world);
    const calls = counts.reduce((sum, [, count]) => sum + count, 0);
    console.log(
      `  ${files.toLocaleString('en-US').padStart(6)} ${files === 1 ? 'file' : 'files'}: ${jobs} job, ${invocations + 2} invocations, ` +
        `${(calls / files).toFixed(2)} calls a file (${inWords(counts)}), ` +
        `${(units.write / files).toFixed(2)} write and ${(units.read / files).toFixed(2)} read request units a file`,
    );
  } finally {
    await world.end();
  }
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
    `\ncalls of a drop that is read in place, from its events to the end of its job, in batches of ${BATCH}`,
  );
  for (const files of DROPS) await callsOfDrop(files);
  console.log('\ncalls of a tick of poll-jobs in which nothing has changed');
  for (const [jobs, stores] of OPEN_JOBS) await callsOfTick(jobs, stores);
  await planMillion();
}
