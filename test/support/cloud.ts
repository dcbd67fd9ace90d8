import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Package } from '../../tools/build/package-stage.ts';
import { packageStage } from '../../tools/build/package-stage.ts';
import type { ImportJobStatusChanged, ImportResultsSummarized } from '../../events/types.generated.ts';
import { createEventGuard } from './event-guard.ts';
import { startLocalCloud } from '../../local/boot/start-cloud.ts';
import type { BusEvent, CloudOptions, FunctionLog, TestedCloud } from '../../local/boot/cloud-api.ts';
import { clientSettings } from './server.ts';

/** A local cloud of one test file, with clients, and with everything that it said. */
export interface CloudUnderTest extends TestedCloud {
  s3: S3Client;
  healthLake: HealthLakeClient;
  eventBridge: EventBridgeClient;
  lambda: LambdaClient;
  sqs: SQSClient;
  /** Every event of every bus so far. */
  events: BusEvent[];
  logs: FunctionLog[];
  troubles: string[];
  /** The job events of one bus, in the order of their sequence. */
  statusEvents: () => ImportJobStatusChanged[];
  /** What was told of the results of ended jobs. */
  summaries: () => ImportResultsSummarized[];
  /** Moves the clock on, by a fifth of a schedule's minute at a time, until no work is left. */
  idle: () => Promise<void>;
  /** Ends the cloud; fails where an event broke its contract or a part of the cloud had trouble. */
  end: () => Promise<void>;
}

/** The longest a test waits for something, milliseconds: only a failing test gets there, on a busy machine too. */
const PATIENCE_MS = 150_000;

/** HealthLake's second for an identity provider is real time: on a busy machine that would be a test of the machine. */
const UNHURRIED = { identityProviderMs: 20_000 };

/** A schedule's minute, milliseconds: a drop's quiet and the steps of a job fall into few runs of the functions. */
export const MINUTE_MS = 5_000;

/** Sources do not change while tests run: the stage is packaged once for all files of a process. */
let packaged: Promise<Package> | undefined;

/**
 * Starts a cloud on the packaged template of stage local, on a free port. `npm test` has packaged it; a run
 * of jest alone packages what has changed.
 * @param root of another project than this one
 * @param how with these parameters of the stack; or a package that is there already
 */
export async function startCloud(
  { minuteMs = MINUTE_MS, healthLake = UNHURRIED, ...options }: Partial<CloudOptions> = {},
  root?: string,
  { params = {}, folder: ready }: { params?: Readonly<Record<string, string>>; folder?: string } = {},
): Promise<CloudUnderTest> {
  const { folder } = await (ready !== undefined
    ? { folder: ready }
    : root === undefined
      ? (packaged ??= packageStage({ stage: 'local' }))
      : packageStage({ stage: 'local', root, params }));
  const cloud = await startLocalCloud({ packageFolder: folder, port: 0, minuteMs, healthLake, ...options });
  const settings = { ...clientSettings(cloud.url), maxAttempts: 1 };
  const clients = {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    healthLake: new HealthLakeClient(settings),
    eventBridge: new EventBridgeClient(settings),
    lambda: new LambdaClient(settings),
    sqs: new SQSClient(settings),
  };
  const events: BusEvent[] = [];
  const logs: FunctionLog[] = [];
  const troubles: string[] = [];
  const guard = createEventGuard();
  cloud.onEvent((event) => {
    events.push(event);
    guard.see(event);
  }, 0);
  cloud.onLog((log) => logs.push(log));
  cloud.onTrouble((text) => troubles.push(text));

  return {
    ...cloud,
    ...clients,
    events,
    logs,
    troubles,
    statusEvents: () =>
      events
        .filter((event) => event['detail-type'] === 'Import Job Status Changed')
        .map(({ detail }) => detail as unknown as ImportJobStatusChanged)
        .sort((a, b) => a.sequence - b.sequence),
    summaries: () =>
      events
        .filter((event) => event['detail-type'] === 'Import Results Summarized')
        .map(({ detail }) => detail as unknown as ImportResultsSummarized),
    idle: () =>
      until(async () => {
        if (await cloud.isIdle()) return true;
        await cloud.advanceClock(minuteMs / 5_000);
        return false;
      }, 'the cloud has no work left'),
    async end() {
      for (const client of Object.values(clients)) client.destroy();
      const beforeTheEnd = troubles.length;
      await cloud.close();
      // A function that ran on when the test was done is no trouble: on a busy machine it outlasts the cloud's grace.
      const ended = troubles.splice(beforeTheEnd).filter((text) => !text.endsWith('signal: killed'));
      troubles.push(...ended);
      const wrong = [...guard.broken(), ...troubles];
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    },
  };
}

/** Waits until `condition` holds. @throws Error that names it, when it never does */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await pause(20);
  }
}

/** A folder of its own for a test, with the function that removes it. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'inlet-test-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** NDJSON of `count` patients whose ids begin with `prefix`. */
export const patients = (count: number, prefix = 'p'): string =>
  Array.from(
    { length: count },
    (_, index) => `${JSON.stringify({ resourceType: 'Patient', id: `${prefix}-${index}` })}\n`,
  ).join('');

export const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
