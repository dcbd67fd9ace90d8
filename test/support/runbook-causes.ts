import { DisableRuleCommand, EnableRuleCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { ACCOUNT_ID, arnOf } from '../../local/ground/index.ts';
import { listCurrentVersions } from '../../lib/s3/listing.ts';
import type { CloudUnderTest } from './cloud.ts';
import { patients, until } from './cloud.ts';
import type { Values } from './runbook.ts';
import { runInlet } from './run-inlet.ts';

/** An alarm, and what makes it rise on the local cloud. */
export interface Cause {
  /** Its section of docs/operations.md. */
  section: string;
  /** Its name without `inlet-local-`. */
  alarm: string;
  /** What has to be so before the alarm is well. */
  before?: (cloud: CloudUnderTest) => Promise<void>;
  /** Makes the cause; returns how it is ended, as far as that is not the page's, and what its lines are to be filled in with. */
  make: (cloud: CloudUnderTest) => Promise<{ end?: () => Promise<unknown>; values?: Values }>;
}

const INBOX = 'inlet-local-inbox';
const SCHEDULED = ['start-imports', 'poll-jobs', 'run-exports'];

const post = async (cloud: CloudUnderTest, change: object): Promise<void> => {
  const response = await fetch(`${cloud.url}/_inlet/faults`, {
    method: 'POST',
    body: JSON.stringify(change),
  });
  if (response.status !== 200) throw new Error(await response.text());
};
const noFaults = (cloud: CloudUnderTest) => () => fetch(`${cloud.url}/_inlet/faults`, { method: 'DELETE' });
const crash = (cloud: CloudUnderTest, name: string, times: number) =>
  post(cloud, { functions: { crash: [{ function: name, times }] } });
const healthLake = (cloud: CloudUnderTest, settings: object) => post(cloud, { healthLake: settings });

let files = 0;
/** Drops a lone file; returns its key. */
async function drop(cloud: CloudUnderTest, body?: string): Promise<string> {
  const Key = `runbook-${++files}.ndjson`;
  await cloud.s3.send(new PutObjectCommand({ Bucket: INBOX, Key, Body: body ?? patients(1, `r${files}`) }));
  return Key;
}

/** Switches the schedules, so that hours pass without a run for each minute of them. */
export const switchSchedules = async (
  cloud: CloudUnderTest,
  isOn: boolean,
  names = SCHEDULED,
): Promise<void> => {
  for (const name of names) {
    const Name = `inlet-local-${name}`;
    await cloud.eventBridge.send(isOn ? new EnableRuleCommand({ Name }) : new DisableRuleCommand({ Name }));
  }
};

async function quietly(cloud: CloudUnderTest, seconds: number): Promise<void> {
  await switchSchedules(cloud, false);
  await cloud.advanceClock(seconds);
  await switchSchedules(cloud, true);
}

const putEvent = (cloud: CloudUnderTest, DetailType: string, detail: object) =>
  cloud.eventBridge.send(
    new PutEventsCommand({
      Entries: [
        { EventBusName: 'inlet-local', Source: 'somebody', DetailType, Detail: JSON.stringify(detail) },
      ],
    }),
  );

/** The ids of the newest import. */
async function newest(cloud: CloudUnderTest): Promise<Record<string, string>> {
  const events = cloud.events.filter(
    (event) => event.source === 'inlet' && typeof event.detail.importId === 'string',
  );
  const importId = String(events.at(-1)?.detail.importId);
  const job = events.findLast(({ detail }) => detail.importId === importId && detail.jobId !== undefined);
  const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
  return { importId, jobId: String(job?.detail.jobId), datastoreId, reason: 'the cause is gone' };
}

const exportValues = (cloud: CloudUnderTest): Values => ({
  exportName: 'everything',
  exportId: String(cloud.events.findLast(({ detail }) => detail.exportId !== undefined)?.detail.exportId),
});

/** The receipt handle of the message that the line before has printed. */
export const ReceiptHandle = (printed: string): string =>
  (JSON.parse(printed) as { Messages: { ReceiptHandle: string }[] }).Messages[0]?.ReceiptHandle ?? '';

async function heard(cloud: CloudUnderTest, type: string, before: number): Promise<void> {
  await until(async () => {
    if (cloud.events.slice(before).some((event) => event['detail-type'] === type)) return true;
    await cloud.advanceClock(20);
    return false;
  }, `the event ${type}`);
}

/** Those that the stage local has as it is. */
export const CAUSES: readonly Cause[] = [
  {
    section: 'arrivals-dead-letters',
    alarm: 'arrivals-dead-letters',
    async make(cloud) {
      await crash(cloud, 'record-arrivals', 100);
      await drop(cloud);
      await quietly(cloud, 5 * 400);
      return { end: noFaults(cloud) };
    },
  },
  {
    section: 'arrivals-waiting',
    alarm: 'arrivals-waiting',
    async make(cloud) {
      const { EventSourceMappings = [] } = await cloud.lambda.send(
        new ListEventSourceMappingsCommand({ FunctionName: 'inlet-local-record-arrivals' }),
      );
      const UUID = EventSourceMappings[0]?.UUID ?? '';
      await cloud.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
      await drop(cloud);
      await quietly(cloud, 3700);
      return { values: { 'UUID of record-arrivals': UUID } };
    },
  },
  {
    section: 'summaries-dead-letters',
    alarm: 'summaries-dead-letters',
    async make(cloud) {
      await crash(cloud, 'summarize-import', 100);
      const before = cloud.events.length;
      await drop(cloud);
      await heard(cloud, 'Import Job Status Changed', before);
      await cloud.advanceClock(120);
      await quietly(cloud, 11 * 1900);
      return { end: noFaults(cloud) };
    },
  },
  {
    section: 'exports-dead-letters',
    alarm: 'exports-dead-letters',
    async make(cloud) {
      await putEvent(cloud, 'Export Requested', { exportName: '' });
      await quietly(cloud, 6 * 1900);
      return { values: { ReceiptHandle } };
    },
  },
  {
    section: 'actions-dead-letters',
    alarm: 'actions-dead-letters',
    async make(cloud) {
      const QueueUrl = `${cloud.url}/${ACCOUNT_ID}/inlet-local-actions`;
      await cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no request' }));
      await quietly(cloud, 21 * 800);
      return { values: { ReceiptHandle } };
    },
  },
  ...SCHEDULED.map((name): Cause => ({
    section: 'failures-of-a-scheduled-run',
    alarm: `${name}-failures`,
    async make(cloud) {
      await crash(cloud, name, 100);
      await cloud.advanceClock(180);
      return { end: noFaults(cloud), values: { function: name } };
    },
  })),
  ...SCHEDULED.map((name): Cause => ({
    section: 'a-function-that-is-not-called',
    alarm: `${name}-not-called`,
    async make(cloud) {
      await cloud.advanceClock(60);
      await switchSchedules(cloud, false, [name]);
      return { values: { function: name } };
    },
  })),
  {
    section: 'errors-of-a-function',
    alarm: 'poll-jobs-errors',
    async make(cloud) {
      await crash(cloud, 'poll-jobs', 1);
      return { values: { function: 'poll-jobs' } };
    },
  },
  {
    section: 'pending-arrival',
    alarm: 'pending-arrival',
    async make(cloud) {
      await runInlet(cloud.url, ['pause', 'default', '--reason', 'a runbook is tried']);
      await drop(cloud);
      await cloud.advanceClock(10);
      await quietly(cloud, 7300);
      return { values: { route: 'default' } };
    },
  },
  {
    section: 'starts-given-up',
    alarm: 'starts-given-up',
    async make(cloud) {
      await healthLake(cloud, {
        failNext: [{ action: 'StartFHIRImportJob', error: 'AccessDeniedException', times: 1000 }],
      });
      const before = cloud.events.length;
      await drop(cloud);
      await heard(cloud, 'Import Start Failed', before);
      return { end: noFaults(cloud), values: await newest(cloud) };
    },
  },
  {
    section: 'jobs-failed',
    alarm: 'jobs-failed',
    async make(cloud) {
      await healthLake(cloud, { filesPerImport: 0 });
      const before = cloud.events.length;
      await drop(cloud);
      await heard(cloud, 'Import Results Summarized', before);
      return { end: noFaults(cloud), values: await newest(cloud) };
    },
  },
  {
    section: 'jobs-overdue',
    alarm: 'jobs-overdue',
    async make(cloud) {
      await healthLake(cloud, { submittedMs: 26 * 3_600_000 });
      const before = cloud.events.length;
      await drop(cloud);
      await heard(cloud, 'Import Job Status Changed', before);
      await quietly(cloud, 24 * 3600 + 60);
      // It goes on by itself while it is looked at.
      const end = (): Promise<void> => quietly(cloud, 2 * 3600);
      await noFaults(cloud)();
      return { end, values: await newest(cloud) };
    },
  },
  {
    section: 'export-jobs-failed',
    alarm: 'export-jobs-failed',
    async make(cloud) {
      await healthLake(cloud, { unusableKeys: [arnOf('kms', `key/${cloud.resources.Key ?? ''}`)] });
      const before = cloud.events.length;
      await putEvent(cloud, 'Export Requested', { exportName: 'everything', requestId: 'runbook-failed' });
      await heard(cloud, 'Export Job Status Changed', before);
      await cloud.advanceClock(60);
      return { end: noFaults(cloud), values: exportValues(cloud) };
    },
  },
  {
    section: 'exports-given-up',
    alarm: 'exports-given-up',
    async make(cloud) {
      await healthLake(cloud, {
        failNext: [{ action: 'StartFHIRExportJob', error: 'AccessDeniedException', times: 1000 }],
      });
      const before = cloud.events.length;
      await putEvent(cloud, 'Export Requested', { exportName: 'everything', requestId: 'runbook-given-up' });
      await heard(cloud, 'Export Start Failed', before);
      return { end: noFaults(cloud), values: exportValues(cloud) };
    },
  },
  {
    section: 'lines-failed',
    alarm: 'lines-failed',
    async make(cloud) {
      const before = cloud.events.length;
      await drop(cloud, `${patients(1, 'well')}{\n`);
      await heard(cloud, 'Import Results Summarized', before);
      return { values: await newest(cloud) };
    },
  },
  {
    section: 'results-incomplete',
    alarm: 'results-incomplete',
    async make(cloud) {
      // The first run dies, and before the next what it would read is gone.
      await crash(cloud, 'summarize-import', 1);
      const before = cloud.events.length;
      await drop(cloud);
      await heard(cloud, 'Import Job Status Changed', before);
      await cloud.advanceClock(60);
      const { jobId } = await newest(cloud);
      for await (const { key } of listCurrentVersions(cloud.s3, 'inlet-local-results', ''))
        if (key.includes(jobId ?? '') && /manifest|success/i.test(key))
          await cloud.s3.send(new DeleteObjectCommand({ Bucket: 'inlet-local-results', Key: key }));
      await quietly(cloud, 1720);
      await heard(cloud, 'Import Results Summarized', before);
      return { end: noFaults(cloud), values: await newest(cloud) };
    },
  },
];
