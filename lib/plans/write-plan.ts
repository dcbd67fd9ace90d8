import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { Arrival, Import, Ledger } from '../ledger/index.ts';
import {
  assignArrival,
  getImport,
  putImport,
  releaseArrival,
  reopenDrop,
  updateImport,
} from '../ledger/index.ts';
import type { Plan, PlannedFile } from './plan.ts';
import { clientTokenOf, freeze, planKeyOf, thaw } from './plan.ts';
import type { Route } from '../routes/index.ts';
import { readObject } from '../s3/index.ts';

/** What plans need from outside. */
export interface PlanDeps {
  ledger: Ledger;
  s3: S3Client;
  inboxBucket: string;
  workBucket: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** True where the run has to leave the rest to the next one. */
  isOutOfTime: () => boolean;
}

/** Rows written concurrently. */
const CONCURRENCY = 16;

/**
 * Freezes a plan: first the object, then the import's row. A run that dies in between leaves an object that
 * nothing points at, and the next run freezes anew. Returns the importId.
 */
export async function writePlan(
  deps: PlanDeps,
  route: Route,
  drop: string,
  arrivals: (PlannedFile & Pick<Arrival, 'recordedAt'>)[],
  waitsFor: string[],
): Promise<string> {
  const header = { bucket: deps.inboxBucket, datastoreId: route.datastoreId, route: route.name, drop };
  const files = arrivals.map(({ key, versionId, sequencer, size, etag, isFirst }) => ({
    key,
    versionId,
    sequencer,
    size,
    etag,
    ...(isFirst && { isFirst }),
  }));
  const { plan, text } = freeze(header, files);
  const planKey = planKeyOf(plan.importId);
  await deps.s3.send(
    new PutObjectCommand({
      Bucket: deps.workBucket,
      Key: planKey,
      Body: text,
      ContentType: 'application/x-ndjson',
    }),
  );
  await putImport(deps.ledger, {
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
    createdAt: deps.now(),
    arrivedAt: arrivals.reduce((oldest, { recordedAt }) => Math.min(oldest, recordedAt), deps.now()),
    waitsFor,
    assignedFiles: 0,
  });
  return plan.importId;
}

/** Reads an import's frozen plan. @throws Error where it is not the one the ledger names */
export async function readPlan(deps: Pick<PlanDeps, 's3' | 'workBucket'>, row: Import): Promise<Plan> {
  const text = await readObject(deps.s3, { bucket: deps.workBucket, key: row.planKey });
  const { header, files } = thaw(text, row.planSha256);
  return { ...header, importId: row.importId, sha256: row.planSha256, bytes: row.bytes, files };
}

/** So many arrivals are assigned between two looks at the time. */
const ASSIGNED_AT_A_TIME = 1000;

/**
 * Assigns the arrivals of a PLANNED import and makes it READY. Where one of them cannot be had (another import
 * holds it, or it was overtaken since), the import is given up and the others go back, to be planned again. Where a
 * run has no time for all of them, the row says how far it came.
 *
 * Two runs may do this at once: the import's row decides which way it goes, and both follow it.
 */
export async function assignPlan(deps: PlanDeps, row: Import, plan: Plan): Promise<void> {
  const { ledger } = deps;
  let assignedFiles = row.assignedFiles ?? 0;
  let state: Import['state'] = 'READY';
  while (assignedFiles < plan.files.length && state === 'READY') {
    const files = plan.files.slice(assignedFiles, assignedFiles + ASSIGNED_AT_A_TIME);
    const assigned = await pMap(
      files,
      (file) => assignArrival(ledger, arrivalOf(plan, row, file), row.importId),
      { concurrency: CONCURRENCY },
    );
    if (!assigned.every(Boolean)) state = 'RELEASING';
    assignedFiles += files.length;
    if (state === 'READY' && assignedFiles < plan.files.length && deps.isOutOfTime()) state = 'PLANNED';
    if (state === 'PLANNED') break;
  }
  const decided =
    (await updateImport(ledger, row, { state, assignedFiles })) ?? (await getImport(ledger, row.importId));
  if (decided?.state === 'RELEASING' || decided?.state === 'ABANDONED') {
    await releasePlan(deps, decided, plan);
  }
}

/** Gives the arrivals of a RELEASING import back, opens their drop for them, and only then ends it as ABANDONED. */
export async function releasePlan(deps: PlanDeps, row: Import, plan: Plan): Promise<void> {
  const released = await pMap(
    plan.files,
    (file) => releaseArrival(deps.ledger, arrivalOf(plan, row, file), row.importId),
    { concurrency: CONCURRENCY },
  );
  await reopenDrop(deps.ledger, {
    route: plan.route,
    drop: plan.drop,
    recordedAt: deps.now(),
    fileCount: released.filter(Boolean).length,
  });
  if (row.state === 'RELEASING') await updateImport(deps.ledger, row, { state: 'ABANDONED' });
}

const arrivalOf = (plan: Plan, row: Import, file: PlannedFile): Arrival => ({
  ...file,
  bucket: plan.bucket,
  route: plan.route,
  drop: plan.drop,
  recordedAt: row.createdAt,
  state: 'pending',
});
