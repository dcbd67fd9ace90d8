import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Arrival, Import, Ledger } from '../ledger/index.ts';
import { getImport, putImport } from '../ledger/index.ts';
import type { Plan, PlannedFile } from './plan.ts';
import { clientTokenOf, freeze, planKeyOf, thaw } from './plan.ts';
import type { Route } from '../routes/index.ts';
import { readBytes } from '../s3/index.ts';
import type { Trace } from '../tracing/index.ts';

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
  trace?: Trace;
}

/**
 * Freezes a plan: first the object, then the import's row. A run that dies in between leaves an object that
 * nothing points at, and the next run freezes anew.
 * @returns the import's row: where the same plan was written before, as it is by now
 */
export async function writePlan(
  deps: PlanDeps,
  route: Route,
  drop: string,
  arrivals: (PlannedFile & Pick<Arrival, 'recordedAt'>)[],
  waitsFor: string[],
): Promise<{ row: Import; plan: Plan }> {
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
  const row = await putImport(deps.ledger, {
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
  const known = row ?? (await getImport(deps.ledger, plan.importId));
  if (!known) throw new Error(`the import ${plan.importId} is gone`);
  return { row: known, plan };
}

/** Reads an import's frozen plan. @throws Error where it is not the one the ledger names */
export async function readPlan(deps: Pick<PlanDeps, 's3' | 'workBucket'>, row: Import): Promise<Plan> {
  const text = await readBytes(deps.s3, { bucket: deps.workBucket, key: row.planKey });
  const { header, files } = thaw(text, row.planSha256);
  return { ...header, importId: row.importId, sha256: row.planSha256, bytes: row.bytes, files };
}
