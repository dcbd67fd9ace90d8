import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { Arrival } from '../ledger/arrivals.ts';
import { assignArrival, releaseArrival } from '../ledger/arrivals.ts';
import { reopenDrop } from '../ledger/drops.ts';
import type { Import } from '../ledger/imports.ts';
import { getImport, putImport, updateImport } from '../ledger/imports.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Plan, PlannedFile } from './plan.ts';
import { clientTokenOf, freeze, planKeyOf, thaw } from './plan.ts';
import type { Route } from './routes.ts';

/** What plans need from outside. */
export interface PlanWriter {
  ledger: Ledger;
  s3: S3Client;
  inboxBucket: string;
  workBucket: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Rows written at the same time. */
const CONCURRENCY = 16;

/**
 * Freezes a plan: first the object, then the import's row. A run that dies in between leaves an object that
 * nothing points at, and the next run freezes anew. Returns the importId.
 */
export async function writePlan(
  writer: PlanWriter,
  route: Route,
  drop: string,
  arrivals: PlannedFile[],
  waitsFor: string[],
): Promise<string> {
  const header = { bucket: writer.inboxBucket, datastoreId: route.datastoreId, route: route.name, drop };
  const files = arrivals.map(({ key, versionId, sequencer, size, etag }) => ({
    key,
    versionId,
    sequencer,
    size,
    etag,
  }));
  const { plan, text } = freeze(header, files);
  const planKey = planKeyOf(plan.importId);
  await writer.s3.send(
    new PutObjectCommand({
      Bucket: writer.workBucket,
      Key: planKey,
      Body: text,
      ContentType: 'application/x-ndjson',
    }),
  );
  await putImport(writer.ledger, {
    importId: plan.importId,
    state: 'PLANNED',
    version: 1,
    ...header,
    planKey,
    planSha256: plan.sha256,
    attempt: 1,
    clientToken: clientTokenOf(route.datastoreId, plan.sha256, 1),
    fileCount: plan.files.length,
    bytes: plan.bytes,
    createdAt: writer.now(),
    waitsFor,
  });
  return plan.importId;
}

/** Reads an import's frozen plan. @throws Error where it is not the one the ledger names */
export async function readPlan(writer: PlanWriter, row: Import): Promise<Plan> {
  const { Body } = await writer.s3.send(
    new GetObjectCommand({ Bucket: writer.workBucket, Key: row.planKey }),
  );
  const { header, files } = thaw((await Body?.transformToString()) ?? '', row.planSha256);
  return { ...header, importId: row.importId, sha256: row.planSha256, bytes: row.bytes, files };
}

/**
 * Assigns the arrivals of a PLANNED import and makes it READY. Where one of them cannot be had (another import
 * holds it, or it was overtaken since), the import is given up and the others go back, to be planned again.
 *
 * Two runs may do this at once: the import's row decides which way it goes, and both follow it.
 */
export async function assignPlan(writer: PlanWriter, row: Import, plan: Plan): Promise<void> {
  const assigned = await pMap(
    plan.files,
    (file) => assignArrival(writer.ledger, arrivalOf(plan, row, file), row.importId),
    { concurrency: CONCURRENCY },
  );
  const decided =
    (await updateImport(writer.ledger, row, { state: assigned.every(Boolean) ? 'READY' : 'RELEASING' })) ??
    (await getImport(writer.ledger, row.importId));
  if (decided?.state === 'RELEASING' || decided?.state === 'ABANDONED') {
    await releasePlan(writer, decided, plan);
  }
}

/** Gives the arrivals of a RELEASING import back, opens their drop for them, and only then ends it as ABANDONED. */
export async function releasePlan(writer: PlanWriter, row: Import, plan: Plan): Promise<void> {
  const released = await pMap(
    plan.files,
    (file) => releaseArrival(writer.ledger, arrivalOf(plan, row, file), row.importId),
    { concurrency: CONCURRENCY },
  );
  await reopenDrop(writer.ledger, {
    route: plan.route,
    drop: plan.drop,
    recordedAt: writer.now(),
    fileCount: released.filter(Boolean).length,
  });
  if (row.state === 'RELEASING') await updateImport(writer.ledger, row, { state: 'ABANDONED' });
}

const arrivalOf = (plan: Plan, row: Import, file: PlannedFile): Arrival => ({
  ...file,
  bucket: plan.bucket,
  route: plan.route,
  drop: plan.drop,
  recordedAt: row.createdAt,
  state: 'pending',
});
