import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExportFileReady, ExportHeld, ExportJobStatusChanged } from '../../events/types.generated.ts';
import { stageClock } from '../../cli/stage/stage-clock.ts';
import { listObjects } from '../../lib/s3/listing.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';
import { projectWithConfig } from '../support/package-with-config.ts';

/** Two exports of one store that are due at two o'clock in the night. */
const EXPORTS = [
  { name: 'nightly', schedule: 'cron(0 2 * * ? *)', fanOut: true, keep: 2 },
  { name: 'research', schedule: 'cron(0 2 * * ? *)' },
];

const MINUTE_MS = 240_000;

let project: ReturnType<typeof projectWithConfig>;
let cloud: CloudUnderTest;
beforeAll(async () => {
  project = projectWithConfig((config) => ({ ...config, exports: EXPORTS }));
  cloud = await startCloud({ minuteMs: MINUTE_MS }, project.root);
}, 180_000);
afterAll(async () => {
  await cloud.end();
  project.remove();
});

const RESULTS = 'inlet-local-results';
const told = <Detail>(of: CloudUnderTest, type: string): Detail[] =>
  of.events.flatMap((event) => (event['detail-type'] === type ? [event.detail as Detail] : []));
const endsOf = (of: CloudUnderTest, name: string): ExportJobStatusChanged[] =>
  told<ExportJobStatusChanged>(of, 'Export Job Status Changed').filter(
    ({ exportName, endTime }) => exportName === name && endTime !== null,
  );

const OBSERVATIONS = [1, 2, 3]
  .map((number) => ({
    resourceType: 'Observation',
    id: `o-${number}`,
    status: 'final',
    code: { text: `größe ${number} \u2028 "quoted"` },
    subject: { reference: `Patient/p-${number}` },
    valueQuantity: { value: 1.25 * number, unit: 'm' },
  }))
  .map((resource) => `${JSON.stringify(resource)}\n`)
  .join('');

async function drop(into: CloudUnderTest, key: string, Body: string | Uint8Array): Promise<void> {
  await into.s3.send(new PutObjectCommand({ Bucket: into.names.inboxBucket, Key: key, Body }));
}

/** Moves the clock to just behind the next two o'clock, UTC, and lets everything run on. */
async function untilTwo(): Promise<void> {
  const now = (await stageClock(cloud.url))();
  const two = new Date(now);
  two.setUTCHours(2, 0, 1, 0);
  const ms = two.getTime() > now ? two.getTime() - now : two.getTime() + 86_400_000 - now;
  await cloud.advanceClock(Math.ceil(ms / 1000));
  await cloud.idle();
}

/** Files of an ended export by their keys below its folder. */
async function filesOf(
  of: CloudUnderTest,
  end: ExportJobStatusChanged | undefined,
): Promise<Map<string, string>> {
  const folder = (end?.outputS3Uri ?? '').replace(`s3://${RESULTS}/`, '');
  const files = new Map<string, string>();
  for await (const { key } of listObjects(of.s3, RESULTS, folder)) {
    const { Body } = await of.s3.send(new GetObjectCommand({ Bucket: RESULTS, Key: key }));
    files.set(key.slice(folder.length), (await Body?.transformToString()) ?? '');
  }
  return files;
}

/** The resources in files by type and id, without what each data store gives them itself. */
const resourcesIn = (files: ReadonlyMap<string, string>): Map<string, unknown> =>
  new Map(
    [...files.values()]
      .flatMap((text) => text.split('\n').filter((line) => line !== ''))
      .map((line) => JSON.parse(line) as { resourceType: string; id: string; meta: unknown })
      .map(({ meta: _meta, ...resource }) => [`${resource.resourceType}/${resource.id}`, resource] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

describe('two exports of one store that are due each night', () => {
  test('run one after the other at two o’clock, and both are told', async () => {
    await drop(cloud, 'people/Patient.ndjson', patients(25));
    await drop(cloud, 'people/Observation.ndjson', OBSERVATIONS);
    await cloud.idle();
    await untilTwo();
    const held = told<ExportHeld>(cloud, 'Export Held');
    expect(new Set(held.map(({ exportId }) => exportId)).size).toBe(1);
    const [nightly, ...others] = endsOf(cloud, 'nightly');
    const [research] = endsOf(cloud, 'research');
    expect(others).toEqual([]);
    expect([nightly?.status, research?.status]).toEqual(['COMPLETED', 'COMPLETED']);
    expect(nightly?.exportId).toMatch(/^exp-nightly-\d{8}T020000Z-/);
    expect(nightly?.files).toMatchObject({
      count: 2,
      types: [
        { resourceType: 'Observation', files: 1 },
        { resourceType: 'Patient', files: 1 },
      ],
    });
    const ready = told<ExportFileReady>(cloud, 'Export File Ready');
    expect(ready.map(({ exportName, resourceType }) => [exportName, resourceType])).toEqual([
      ['nightly', 'Observation'],
      ['nightly', 'Patient'],
    ]);
    expect(ready.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(nightly?.files?.bytes);
  }, 120_000);

  test('leave files that a second store imports as the same resources, by type, id and content', async () => {
    const [nightly] = endsOf(cloud, 'nightly');
    const files = await filesOf(cloud, nightly);
    const second = await startCloud({ minuteMs: MINUTE_MS });
    for (const [key, text] of files) await drop(second, `copied/${key}`, text);
    await second.idle();
    await second.eventBridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: second.names.busName,
            Source: 'my.reports',
            DetailType: 'Export Requested',
            Detail: JSON.stringify({ exportName: 'everything', requestId: 'compare' }),
          },
        ],
      }),
    );
    await second.advanceClock(5 * (MINUTE_MS / 1000));
    await second.idle();
    const [end] = endsOf(second, 'everything');
    expect(end).toMatchObject({ status: 'COMPLETED', exportName: 'everything' });
    const copied = resourcesIn(await filesOf(second, end));
    await second.end();
    expect(copied.size).toBe(28);
    expect(copied).toEqual(resourcesIn(files));
  }, 120_000);

  test('keep as many folders as they are to, night after night', async () => {
    for (let night = 2; night <= 3; night += 1) await untilTwo();
    expect([endsOf(cloud, 'nightly').length, endsOf(cloud, 'research').length]).toEqual([3, 3]);
    const filled = await Promise.all(
      endsOf(cloud, 'nightly').map(async (end) => (await filesOf(cloud, end)).size),
    );
    expect(filled).toEqual([0, 2, 2]);
    for (const end of endsOf(cloud, 'research')) expect((await filesOf(cloud, end)).size).toBe(2);
  }, 120_000);

  test('lose nothing and double nothing where the functions are killed at their calls', async () => {
    const crash = [
      ['run-exports', 'PutItem', 1, 'after'],
      ['run-exports', 'StartFHIRExportJob', 1, 'after'],
      ['poll-jobs', 'PutEvents', 1, 'before'],
      ['poll-jobs', 'PutEvents', 1, 'after'],
      ['run-exports', 'PutEvents', 1, 'after'],
      ['run-exports', 'DeleteObjects', 1, 'after'],
    ].map(([name, operation, call, when]) => ({ function: name, operation, call, when }));
    const faults = { functions: { crash }, healthLake: { rememberClientTokens: false, listLagMs: 30_000 } };
    const answer = await fetch(`${cloud.url}/_inlet/faults`, {
      method: 'POST',
      body: JSON.stringify(faults),
    });
    expect(answer.status).toBe(200);
    await untilTwo();
    for (let minutes = 0; minutes < 30; minutes += 1) await cloud.advanceClock(MINUTE_MS / 1000);
    await cloud.idle();
    const left = (await (await fetch(`${cloud.url}/_inlet/faults`)).json()) as {
      functions: { crash: unknown[] };
    };
    expect(left.functions.crash).toEqual([]);
    const deaths = cloud.troubles.splice(0);
    expect(deaths.filter((text) => !text.includes('Runtime.ExitError'))).toEqual([]);
    const exportJobs = (await cloud.state()).jobs.filter(({ jobName }) => jobName?.startsWith('exp-'));
    expect(new Set(exportJobs.map(({ jobName }) => jobName)).size).toBe(exportJobs.length);
    expect(exportJobs).toHaveLength(8);
    for (const name of ['nightly', 'research']) {
      const ends = new Map(endsOf(cloud, name).map((end) => [end.eventId, end]));
      expect([...ends.values()].map(({ status }) => status)).toEqual(Array(4).fill('COMPLETED'));
    }
    const [newest] = [...new Map(endsOf(cloud, 'nightly').map((end) => [end.eventId, end])).values()].slice(
      -1,
    );
    const ready = told<ExportFileReady>(cloud, 'Export File Ready').filter(
      ({ jobId }) => jobId === newest?.jobId,
    );
    expect(new Set(ready.map(({ eventId }) => eventId)).size).toBe(2);
  }, 120_000);
});
