import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { stageConfig } from '../config/stage.ts';
import type { ExportReport, KnownExports } from '../lib/exports/index.ts';
import { exportsOf, recordRequests, runExports, startExportJobWith } from '../lib/exports/index.ts';
import { underLease } from '../lib/ledger/index.ts';
import { findDataStore, resolveDataStores } from '../lib/routes/index.ts';
import { addressing, eventSender, keyMaskOf, ledgerOf } from './runtime/clients.ts';
import { idleLooks, LOOKS } from './runtime/idle-looks.ts';
import { failWhereStuck, instrumented, logger, metrics } from './runtime/instruments.ts';
import { boundStarts, onceForToken } from './runtime/once-for-token.ts';
import { checkDistinctBuckets, readSettings } from './runtime/settings.ts';
import { tracer } from './runtime/tracing.ts';

const settings = readSettings(
  'LEDGER_TABLE',
  'IDEMPOTENCY_TABLE',
  'BUS_NAME',
  'INBOX_BUCKET',
  'WORK_BUCKET',
  'RESULTS_BUCKET',
  'DATASTORE_ID',
  'DATA_ACCESS_ROLE_ARN',
  'KMS_KEY_ARN',
);
const { exports: configured } = stageConfig;
const { INBOX_BUCKET, WORK_BUCKET } = settings;
for (const { name, bucket } of configured)
  if (bucket !== undefined) checkDistinctBuckets({ INBOX_BUCKET, WORK_BUCKET, [`export "${name}"`]: bucket });

const healthLake = new HealthLakeClient({});

const startExportJob = onceForToken(
  startExportJobWith(healthLake),
  'StartFHIRExportJob',
  settings.IDEMPOTENCY_TABLE,
);

const maskKey = keyMaskOf(settings.KMS_KEY_ARN);
const deps = {
  ledger: ledgerOf(settings.LEDGER_TABLE),
  s3: new S3Client({}),
  healthLake,
  startExportJob,
  sendEvents: eventSender(maskKey),
  trace: tracer(maskKey),
  giveUpAfterSeconds: stageConfig.giveUpAfterSeconds,
  now: Date.now,
  random: Math.random,
};

/** What the exports leave to the stack. */
const stack = {
  resultsBucket: settings.RESULTS_BUCKET,
  dataAccessRoleArn: settings.DATA_ACCESS_ROLE_ARN,
  kmsKeyId: settings.KMS_KEY_ARN,
};

const schedules = new Map(
  configured.flatMap(({ name, schedule }) => (schedule === undefined ? [] : [[name, schedule]])),
);

async function knownExports(): Promise<KnownExports> {
  const { ids, unresolved } = await resolveDataStores(
    deps.ledger,
    configured,
    settings.DATASTORE_ID,
    (name) => findDataStore(healthLake, name),
  );
  return { exports: exportsOf(configured, stack, ids), unresolvedExports: unresolved };
}

/** What a run keeps back of its time, so that what it has begun can end. */
const TIME_TO_END_MS = 60_000;

const isIdle = idleLooks(deps.ledger, LOOKS.runExports);

/**
 * By the exports queue: records the due times and requests that are in it. On a schedule: starts what is due, and finishes
 * what has completed.
 */
export const handler = instrumented<SQSEvent | object, SQSBatchResponse | undefined>(
  deps.ledger,
  async (event, context) => {
    const isNothingDue = await isIdle(event);
    if ('Records' in event) return record(event);
    await runRound(context, isNothingDue);
    return undefined;
  },
);

async function record({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const reports = await recordRequests({ ...deps, schedules }, Records);
  for (const report of reports)
    logger[report.outcome === 'failed' ? 'error' : 'info']('export asked for', { ...report });
  const failed = reports.filter(({ outcome }) => outcome === 'failed');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function runRound(context: Context, isNothingDue: boolean): Promise<void> {
  boundStarts(context);
  const lease = { name: 'run-exports', owner: context.awsRequestId, now: Date.now };
  const work = () =>
    runExports({
      ...deps,
      knownExports,
      addressOf: addressing(settings.BUS_NAME, context),
      isOutOfTime: () => context.getRemainingTimeInMillis() < TIME_TO_END_MS,
    });
  const rounds = isNothingDue ? [[]] : await underLease(deps.ledger, lease, work);
  metrics.addMetric('RunsSkipped', MetricUnit.Count, rounds.length === 0 ? 1 : 0);
  if (rounds.length === 0) logger.info('nothing done: another run is at work');
  for (const reports of rounds) logRound(reports);
  failWhereStuck(rounds.flat().flatMap(stuckIn));
}

function logRound(reports: readonly ExportReport[]): void {
  if (reports.length === 0) logger.info('nothing due: no export is open');
  for (const report of reports) {
    const isTrouble = ['stuck', 'given-up', 'failed'].includes(report.outcome);
    logger[isTrouble ? 'error' : 'info']('export looked at', { ...report });
  }
  const counted = (...outcomes: ExportReport['outcome'][]): number =>
    reports.filter(({ outcome }) => outcomes.includes(outcome)).length;
  metrics.addMetric('ExportsStarted', MetricUnit.Count, counted('started', 'found'));
  metrics.addMetric('ExportsHeld', MetricUnit.Count, counted('held'));
  metrics.addMetric('ExportsGivenUp', MetricUnit.Count, counted('failed', 'given-up'));
}

const stuckIn = ({ exportId, outcome, errorName }: ExportReport): string[] =>
  outcome === 'stuck' ? [`export ${exportId}: ${errorName ?? 'UnknownError'}`] : [];
