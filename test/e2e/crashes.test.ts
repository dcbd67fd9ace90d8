import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeFHIRImportJobCommand } from '@aws-sdk/client-healthlake';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { QueueAttributeName } from '@aws-sdk/client-sqs';
import { GetQueueAttributesCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Arrival } from '../../lib/ledger/arrival.ts';
import { allAsDecided } from '../../lib/ledger/batches/fates.ts';
import { patients, startCloud } from '../support/cloud.ts';
import { clientSettings } from '../support/server.ts';

type When = 'before' | 'after';
/** Which function dies, and at which of its calls: the n-th of an operation in one invocation. */
type Point = readonly [functionName: string, operation: string, call: number, when: When];

const FILES = ['a.ndjson', 'b.ndjson'];
const LINES = 2;
/** A schedule's minute. */
const MINUTE_MS = 300_000;
/** A minute's tick, and the second retry of Lambda, come in each step; a lease of the dead has run out by then. */
const STEP_SECONDS = 301;
/** The longest wait there is: a message of summarize-import that died is seen again after half an hour. */
const MOST_STEPS = 90;

/** A cloud whose time only the test moves. */
async function startedCloud(options: Parameters<typeof startCloud>[0] = {}) {
  const cloud = await startCloud({ minuteMs: MINUTE_MS, ...options });
  const ledger = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(cloud.url)));

  const drop = async (folder: string): Promise<void> => {
    for (const name of FILES)
      await cloud.s3.send(
        new PutObjectCommand({
          Bucket: cloud.names.inboxBucket,
          Key: `${folder}/${name}`,
          Body: patients(LINES, `${folder}-${name.charAt(0)}`),
        }),
      );
  };
  const ask = async (faults: object): Promise<void> => {
    const response = await fetch(`${cloud.url}/_inlet/faults`, {
      method: 'POST',
      body: JSON.stringify(faults),
    });
    expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
  };
  /** Lets everything run on, ticks, retries and redeliveries included, until no work is left. */
  const runOn = async (): Promise<void> => {
    for (let steps = 0; steps === 0 || !(await cloud.isIdle()); steps += 1) {
      if (steps > MOST_STEPS)
        throw new Error(`work is left after ${MOST_STEPS} times ${STEP_SECONDS} seconds of the cloud's time`);
      await cloud.advanceClock(STEP_SECONDS);
    }
  };

  return {
    ...cloud,
    ask,
    /** Drops folders, has functions die on the way of their files, and lets everything run on. */
    async dieAt(points: readonly Point[], folders: readonly string[]): Promise<void> {
      const crash = points.map(([name, operation, call, when]) => ({
        function: name,
        operation,
        call,
        when,
      }));
      await ask({ functions: { crash } });
      for (const folder of folders) await drop(folder);
      await runOn();
      const left: unknown = await (await fetch(`${cloud.url}/_inlet/faults`)).json();
      expect(left).toMatchObject({
        functions: { crash: [] },
        events: { double: [], lose: [], failEntries: [] },
      });
    },
    /** The rows of the ledger about files of a folder, as their batches say: key, state, importId. */
    async arrivals(folder: string) {
      const { Items = [] } = await ledger.send(
        new ScanCommand({ TableName: 'inlet-local-ledger', ConsistentRead: true }),
      );
      const rows = Items.filter(({ pk }) =>
        String(pk).startsWith(`FILE#${cloud.names.inboxBucket}/${folder}/`),
      );
      const found = await allAsDecided(
        { client: ledger, tableName: 'inlet-local-ledger' },
        rows as unknown as Arrival[],
      );
      return found.map(({ key, state, importId }) => ({
        key,
        state,
        importId: String(importId),
      }));
    },
    /** How many messages each queue holds, dead-letter and failure queues too; empty ones left out. */
    async messages() {
      const { QueueUrls = [] } = await cloud.sqs.send(new ListQueuesCommand());
      expect(QueueUrls.filter((url) => /dead-letters|failures/.test(url)).length).toBeGreaterThan(2);
      const held: string[] = [];
      for (const QueueUrl of QueueUrls) {
        const { Attributes } = await cloud.sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
        );
        const kinds = ['', 'NotVisible', 'Delayed'].map((kind) => `ApproximateNumberOfMessages${kind}`);
        const count = kinds.reduce((sum, kind) => sum + Number(Attributes?.[kind as QueueAttributeName]), 0);
        if (count > 0) held.push(`${QueueUrl.split('/').at(-1) ?? ''}: ${count}`);
      }
      return held;
    },
    async end() {
      ledger.destroy();
      const deaths = cloud.troubles.splice(0);
      await cloud.end();
      expect(deaths.filter((text) => !text.includes('Runtime.ExitError'))).toEqual([]);
      return deaths.length;
    },
  };
}

type Cloud = Awaited<ReturnType<typeof startedCloud>>;

async function checkInvariants(cloud: Cloud, folder: string): Promise<void> {
  const arrivals = await cloud.arrivals(folder);
  expect(arrivals.map(({ key, state }) => `${key} ${state}`).sort()).toEqual(
    FILES.map((name) => `${folder}/${name} assigned`),
  );
  const { imports, jobs } = await cloud.state();
  for (const importId of new Set(arrivals.map((arrival) => arrival.importId))) {
    const fileCount = arrivals.filter((arrival) => arrival.importId === importId).length;
    const named = jobs.filter(({ jobName }) => jobName === importId);
    const [job] = named;
    expect(named).toHaveLength(1);
    expect(imports.filter((row) => row.importId === importId)).toEqual([
      { importId, state: 'COMPLETED', jobId: job?.jobId, fileCount },
    ]);
    expect(await importedBy(cloud, job)).toBe(fileCount * LINES);

    const events = cloud.statusEvents().filter((event) => event.importId === importId);
    const distinct = [...new Map(events.map((event) => [event.eventId, event])).values()];
    expect(distinct.map(({ sequence }) => sequence)).toEqual(distinct.map((_, index) => index + 1));
    const summaries = cloud.summaries().filter((summary) => summary.importId === importId);
    expect(new Set(summaries.map(({ eventId }) => eventId)).size).toBe(1);
    expect([distinct[0]?.status, distinct.at(-1)?.status]).toEqual(['SUBMITTED', 'COMPLETED']);
  }
  expect(jobs.filter(({ jobName }) => !imports.some(({ importId }) => importId === jobName))).toEqual([]);
  expect(await cloud.messages()).toEqual([]);
}

async function importedBy(
  cloud: Cloud,
  job: { datastoreId: string; jobId: string } | undefined,
): Promise<number | undefined> {
  const { ImportJobProperties } = await cloud.healthLake.send(
    new DescribeFHIRImportJobCommand({ DatastoreId: job?.datastoreId, JobId: job?.jobId }),
  );
  return ImportJobProperties?.JobProgressReport?.TotalNumberOfResourcesImported;
}

/** A HealthLake that takes every ClientToken for a new one, and shows a job late. */
const FORGETFUL = { healthLake: { rememberClientTokens: false, listLagMs: 30_000 } };

/** Beside it, what the other services may do. */
const UNLUCKY = {
  ...FORGETFUL,
  dynamoDb: { staleIndexMs: 30_000 },
  events: {
    double: [{ source: 'aws.s3', target: 'arrivals', times: 2 }],
    lose: [{ source: 'aws.healthlake', target: 'poll-jobs', times: 2 }],
    failEntries: [{ source: 'inlet', times: 2 }],
  },
};

/**
 * Of start-imports and poll-jobs one death at a time: an event of theirs is tried twice, and its second death would be
 * what the failure queue is for.
 */
const ROUNDS: readonly { points: readonly Point[]; folders: readonly string[]; faults?: object }[] = [
  {
    points: [
      ['record-arrivals', 'PutItem', 1, 'before'],
      ['record-arrivals', 'PutItem', 1, 'after'],
      ['record-arrivals', 'UpdateItem', 1, 'before'],
      ['record-arrivals', 'UpdateItem', 1, 'after'],
      ['start-imports', 'StartFHIRImportJob', 1, 'before'],
      ['poll-jobs', 'ListFHIRImportJobs', 1, 'after'],
      ['summarize-import', 'PutEvents', 1, 'before'],
      ['summarize-import', 'PutEvents', 1, 'after'],
    ],
    folders: ['one', 'another'],
  },
  {
    points: [
      ['start-imports', 'PutObject', 1, 'after'],
      ['poll-jobs', 'PutEvents', 1, 'before'],
    ],
    folders: ['planned'],
  },
  {
    points: [
      ['start-imports', 'StartFHIRImportJob', 1, 'after'],
      ['poll-jobs', 'PutEvents', 1, 'after'],
    ],
    folders: ['started'],
  },
  {
    points: [
      ['start-imports', 'StartFHIRImportJob', 1, 'after'],
      ['poll-jobs', 'PutItem', 1, 'after'],
    ],
    folders: ['forgotten'],
    faults: FORGETFUL,
  },
  {
    points: [
      ['start-imports', 'PutItem', 2, 'before'],
      ['poll-jobs', 'PutItem', 2, 'before'],
    ],
    folders: ['assigned'],
    faults: FORGETFUL,
  },
  {
    points: [
      ['start-imports', 'StartFHIRImportJob', 1, 'after'],
      ['poll-jobs', 'PutEvents', 1, 'after'],
    ],
    folders: ['unlucky', 'unlucky-too'],
    faults: UNLUCKY,
  },
];

const titled = (points: readonly Point[]): string =>
  points.map(([name, operation, call, when]) => `${name} ${when} ${operation} ${call}`).join(', ');

describe('workers that are killed', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startedCloud();
  });
  afterAll(async () => {
    expect(await cloud.end()).toBe(ROUNDS.flatMap(({ points }) => points).length);
  });

  test.each(ROUNDS.map((round) => [titled(round.points), round] as const))(
    'in %s leave nothing lost, twice or open',
    async (_, { points, folders, faults = {} }) => {
      await cloud.ask(faults);
      await cloud.dieAt(points, folders);
      for (const folder of folders) await checkInvariants(cloud, folder);
    },
    180_000,
  );
});
