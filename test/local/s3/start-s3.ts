import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessKeyOf } from '../../../local/ground/account.ts';
import { ACCOUNT, type Authorize } from '../../../local/ground/principal.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { createS3, type ObjectCreated, type S3 } from '../../../local/s3/s3.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';

export const KMS_KEY = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000001';
export const ROLE = 'arn:aws:iam::000000000000:role/reader';

export interface RunningS3 {
  s3: S3;
  url: string;
  /** A client of the account's owner; `settings` change it. */
  client: (settings?: Partial<S3ClientConfig>) => S3Client;
  /** A client that signs with the role's key: `allow` decides about its calls. */
  roleClient: () => S3Client;
  /** Every event, in order. */
  events: ObjectCreated[];
  /** `<action> <resource>` of every call of the role, in order. */
  asked: string[];
  /** What the role may do; everything at first. */
  allow: { role: (action: string, resource: string) => boolean };
  /** Called for each event, in the transaction; does nothing at first. */
  onEvent: { run: (event: ObjectCreated) => void };
  stateFolder: string;
  /** All files under the folder of blobs. */
  blobFiles: () => string[];
  stop: () => Promise<void>;
}

/**
 * The local S3 behind a server on a free port, with the buckets `plain`, `inbox` (versioned, KMS, events), `versioned`
 * and `kms`. Clients keep no connections after `stop`.
 */
export async function startS3(
  stateFolder = mkdtempSync(join(tmpdir(), 'inlet-s3-')),
  machineNow?: () => number,
): Promise<RunningS3> {
  const database = openDatabase(stateFolder, 'cloud.sqlite');
  const clock = createClock(0, machineNow);
  const folder = join(stateFolder, 's3');
  const events: ObjectCreated[] = [];
  const asked: string[] = [];
  const allow: RunningS3['allow'] = { role: () => true };
  const onEvent: RunningS3['onEvent'] = { run: () => undefined };
  const authorize: Authorize = (caller, action, resource) => {
    if (caller.kind === 'account') return;
    asked.push(`${action} ${resource}`);
    if (!allow.role(action, resource)) {
      throw new AwsError('AccessDenied', `${caller.roleArn} may not ${action} on ${resource}`, 403);
    }
  };
  const s3 = createS3({
    database,
    folder,
    clock,
    authorize,
    onObjectCreated(event) {
      events.push(event);
      onEvent.run(event);
    },
  });
  s3.declareBucket({ name: 'plain', versioned: false, eventBridge: true });
  s3.declareBucket({ name: 'inbox', versioned: true, kmsKeyArn: KMS_KEY, eventBridge: true });
  s3.declareBucket({ name: 'versioned', versioned: true, eventBridge: true });
  s3.declareBucket({ name: 'kms', versioned: false, kmsKeyArn: KMS_KEY, eventBridge: false });

  let requests = 0;
  const server = createServer((request, response) => {
    const credential = request.headers.authorization ?? '';
    const caller = credential.includes(accessKeyOf(ROLE))
      ? ({ kind: 'role', roleArn: ROLE } as const)
      : ACCOUNT;
    void s3.service(request, response, { caller, requestId: `request-${String(++requests)}` });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const clients: S3Client[] = [];
  const client = (settings: Partial<S3ClientConfig> = {}): S3Client => {
    const made = new S3Client({
      region: 'us-east-1',
      endpoint: url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'anybody', secretAccessKey: 'anything' },
      maxAttempts: 1,
      ...settings,
    });
    clients.push(made);
    return made;
  };
  return {
    s3,
    url,
    client,
    roleClient: () =>
      client({ credentials: { accessKeyId: accessKeyOf(ROLE), secretAccessKey: 'anything' } }),
    events,
    asked,
    allow,
    onEvent,
    stateFolder,
    blobFiles: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name),
    async stop() {
      for (const made of clients) made.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      clock.stop();
      database.close();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}
