import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeFHIRImportJobCommand,
  HealthLakeClient,
  StartFHIRImportJobCommand,
} from '@aws-sdk/client-healthlake';
import type {
  HealthLakeClientConfig,
  ImportJobProperties,
  StartFHIRImportJobRequest,
} from '@aws-sdk/client-healthlake';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import type { Caller } from '../../../local/ground/principal.ts';
import { createClock } from '../../../local/ground/clock.ts';
import type { Clock } from '../../../local/ground/clock.ts';
import type { HealthLakeEvent } from '../../../local/healthlake/events.ts';
import type { HealthLake, HealthLakeOptions } from '../../../local/healthlake/healthlake.ts';
import { createHealthLake } from '../../../local/healthlake/healthlake.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import type { S3StandIn } from './s3-stand-in.ts';
import { createS3StandIn } from './s3-stand-in.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/inlet-local-data-access';
export const KEY = 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555';

/** What is under way stays so until a test moves the clock by a second. */
const UNHURRIED = { submittedMs: 900, creatingMs: 900, deletingMs: 900 };

/** A HealthLake behind HTTP on a free port, with an S3 stand-in, a data store and the SDK's client. */
export interface Running {
  url: string;
  client: HealthLakeClient;
  healthlake: HealthLake;
  s3: S3StandIn;
  clock: Clock;
  events: HealthLakeEvent[];
  datastoreId: string;
  stateFolder: string;
  /** Whom the front door takes the caller for. */
  caller: { current: Caller };
  importRequest(more?: Partial<StartFHIRImportJobRequest>): StartFHIRImportJobRequest;
  startImport(more?: Partial<StartFHIRImportJobRequest>): Promise<string>;
  describeImport(jobId: string): Promise<ImportJobProperties>;
  /** Starts an import, moves the clock until it has ended, and tells how. */
  importAll(more?: Partial<StartFHIRImportJobRequest>): Promise<ImportJobProperties>;
  stop(): Promise<void>;
}

export interface RunningOptions extends Partial<HealthLakeOptions> {
  client?: HealthLakeClientConfig;
  /** Time goes on by itself. Otherwise it stands until a test moves it, so that no state is over before it is looked at. */
  isTimeReal?: boolean;
  /** Runs before HealthLake takes up what was under way. */
  prepare?: (s3: S3StandIn) => void;
}

export async function startHealthLake(options: RunningOptions = {}): Promise<Running> {
  const stateFolder = options.stateFolder ?? mkdtempSync(join(tmpdir(), 'inlet-healthlake-'));
  const database = openDatabase(stateFolder, 'cloud.sqlite');
  const started = Date.now();
  const clock = createClock(0, options.isTimeReal === true ? Date.now : () => started);
  const s3 = createS3StandIn(join(stateFolder, 's3'), ['inbox', 'results']);
  const events: HealthLakeEvent[] = [];
  const caller: { current: Caller } = { current: ACCOUNT };
  let url = '';
  const healthlake = createHealthLake({
    database,
    stateFolder,
    clock,
    s3,
    authorize: () => undefined,
    emit: (event) => events.push(event),
    endpoint: () => url,
    ...options,
    settings: { ...UNHURRIED, ...options.settings },
  });
  const { datastoreId } = healthlake.declareDatastore({ name: 'inlet-local' });
  options.prepare?.(s3);
  healthlake.start();
  const server = createServer((request, response) => {
    void healthlake.service(request, response, { caller: caller.current, requestId: randomUUID() });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new HealthLakeClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    ...options.client,
  });

  const importRequest = (more: Partial<StartFHIRImportJobRequest> = {}): StartFHIRImportJobRequest => ({
    DatastoreId: datastoreId,
    InputDataConfig: { S3Uri: 's3://inbox/drop/' },
    JobOutputDataConfig: { S3Configuration: { S3Uri: 's3://results/out/', KmsKeyId: KEY } },
    DataAccessRoleArn: ROLE,
    ...more,
  });
  const startImport = async (more?: Partial<StartFHIRImportJobRequest>): Promise<string> =>
    (await client.send(new StartFHIRImportJobCommand(importRequest(more)))).JobId ?? '';
  const describeImport = async (jobId: string): Promise<ImportJobProperties> => {
    const answer = await client.send(
      new DescribeFHIRImportJobCommand({ DatastoreId: datastoreId, JobId: jobId }),
    );
    if (!answer.ImportJobProperties) throw new Error('no properties');
    return answer.ImportJobProperties;
  };

  return {
    url,
    client,
    healthlake,
    s3,
    clock,
    events,
    datastoreId,
    stateFolder,
    caller,
    importRequest,
    startImport,
    describeImport,
    async importAll(more) {
      const jobId = await startImport(more);
      await clock.advance(1);
      return describeImport(jobId);
    },
    async stop() {
      client.destroy();
      clock.stop();
      await healthlake.close();
      await new Promise((closed) => server.close(closed));
      database.close();
      if (!options.stateFolder) rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}
