import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import type { OperationName } from '../../healthlake/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { KeyMask } from '../../publish/index.ts';
import { maskKeysIn } from '../../publish/index.ts';
import { formatS3Uri } from '../../s3/index.ts';
import { callHealthLake } from './call-healthlake.ts';
import { findDone } from './find-done.ts';
import { toldResult } from './told-result.ts';

/** A call that is to be made once. */
export interface OnceCall {
  /** The action with its ClientToken, or with the requestId where the API has no token: what a repetition shares. */
  key: string;
  /** What a repetition with the same key must share, too. */
  input: Readonly<Record<string, unknown>>;
  action: OperationName;
  requestId: string;
  /** When it was first made, epoch milliseconds, where it may have been made before. */
  maybeDoneSince: number | null;
}

/** What it came to, ready to be told. */
export interface OnceResult {
  /** JSON text; null where it lies in S3. */
  result: string | null;
  resultS3Uri: string | null;
  /** What of it is followed. */
  started: { JobId?: string; DatastoreId?: string; DatastoreStatus?: string; DatastoreEndpoint?: string };
}

/** Makes a call once, by Powertools idempotency. */
export type DoOnce = (call: OnceCall) => Promise<OnceResult>;

export interface DoDeps {
  ledger: Ledger;
  healthLake: HealthLakeClient;
  s3: S3Client;
  resultsBucket: string;
  maskKey: KeyMask;
}

/** The largest result that its event holds, bytes: PutEvents takes 256 KB, SQS and Lambda targets as much. */
const MOST_RESULT_BYTES = 200 * 1024;

/** The bare call, for {@link DoOnce}: what it answers is small, whatever HealthLake answers. */
export const doWith =
  (deps: DoDeps): DoOnce =>
  async ({ action, input, requestId, maybeDoneSince }) => {
    const earlier =
      maybeDoneSince === null
        ? undefined
        : await findDone(deps, { action, input, requestId, firstCalledAt: maybeDoneSince });
    const answer = earlier ?? (await callHealthLake(deps.healthLake, action, input));
    const result = JSON.stringify(toldResult(answer));
    const { JobId, DatastoreId, DatastoreStatus, DatastoreEndpoint } = answer as OnceResult['started'];
    const started = {
      ...(JobId !== undefined && { JobId }),
      ...(DatastoreId !== undefined && { DatastoreId }),
      ...(DatastoreStatus !== undefined && { DatastoreStatus }),
      ...(DatastoreEndpoint !== undefined && { DatastoreEndpoint }),
    };
    if (Buffer.byteLength(result) <= MOST_RESULT_BYTES) return { result, resultS3Uri: null, started };
    return { result: null, resultS3Uri: await stored(deps, requestId, result), started };
  };

async function stored(
  { s3, resultsBucket, maskKey }: DoDeps,
  requestId: string,
  result: string,
): Promise<string> {
  const key = `actions/${createHash('sha256').update(requestId).digest('hex')}.json`;
  await s3.send(
    new PutObjectCommand({
      Bucket: resultsBucket,
      Key: key,
      Body: maskKeysIn(result, maskKey),
      ContentType: 'application/json',
    }),
  );
  return formatS3Uri({ bucket: resultsBucket, key });
}
