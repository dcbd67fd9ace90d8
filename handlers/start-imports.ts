import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { stageConfig } from '../config/stage.ts';
import { nameOf } from '../errors/index.ts';
import { incompleteLooks } from '../lib/drops/index.ts';
import { findDataStore, resolveDataStores, madeRoutes, madeStores, routesOf } from '../lib/routes/index.ts';
import type { StartReport } from '../lib/starts/index.ts';
import { startImports, startJobWith } from '../lib/starts/index.ts';
import { raiseFormat, underLease } from '../lib/ledger/index.ts';
import { keepTags } from '../lib/tags/index.ts';
import { addressing, eventSender, keyMaskOf, ledgerOf } from './runtime/clients.ts';
import { failWhereStuck, instrumented, logger, metrics } from './runtime/instruments.ts';
import { idleLooks, LOOKS } from './runtime/idle-looks.ts';
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
const maskKey = keyMaskOf(settings.KMS_KEY_ARN);
const { INBOX_BUCKET, WORK_BUCKET, RESULTS_BUCKET } = settings;
checkDistinctBuckets({ INBOX_BUCKET, WORK_BUCKET, RESULTS_BUCKET });

const healthLake = new HealthLakeClient({});

const startJob = onceForToken(startJobWith(healthLake), 'StartFHIRImportJob', settings.IDEMPOTENCY_TABLE);

const deps = {
  ledger: ledgerOf(settings.LEDGER_TABLE),
  s3: new S3Client({}),
  healthLake,
  startJob,
  sendEvents: eventSender(maskKey),
  trace: tracer(maskKey),
  inboxBucket: INBOX_BUCKET,
  workBucket: WORK_BUCKET,
  resultsBucket: RESULTS_BUCKET,
  giveUpAfterSeconds: stageConfig.giveUpAfterSeconds,
  maxOpenJobsPerDataStore: stageConfig.maxOpenJobsPerDataStore,
  now: Date.now,
  incompleteLooks: incompleteLooks(Date.now),
  random: Math.random,
};

/** What the routes leave to the stack. */
const stack = {
  dataAccessRoleArn: settings.DATA_ACCESS_ROLE_ARN,
  kmsKeyId: settings.KMS_KEY_ARN,
};

/** What a run keeps back of its time, so that a call that it has begun can end. */
const TIME_TO_END_MS = 60_000;

const { requiredTags, repairTags, tagRoutes: routeStores, readTagsEveryMinutes } = stageConfig;
const keepsTags = Object.keys(requiredTags).length > 0 || routeStores.length > 0;
const configuredPrefixes = new Set(stageConfig.routes.map(({ prefix }) => prefix));

/** The data stores of exports; one that is known by its name only is left to the run that has looked it up. */
async function exportedStores(): Promise<string[]> {
  const { ids } = await resolveDataStores(deps.ledger, stageConfig.exports, settings.DATASTORE_ID, (name) =>
    Promise.reject(new Error(`the data store "${name}" is not pinned yet`)),
  );
  return [...ids.values()];
}

/** Keeps the tags of these data stores, and the routes that tags make. Imports do not wait where that fails. */
async function keepTagsOf(stores: string[], addressOf: ReturnType<typeof addressing>): Promise<void> {
  try {
    const { failed, ...report } = await keepTags({
      ...deps,
      addressOf,
      stores,
      requiredTags,
      repairTags,
      routeStores,
      configuredPrefixes,
      everySeconds: readTagsEveryMinutes * 60,
    });
    for (const store of failed) logger.error('tags of a data store cannot be kept', store);
    if (report.read > 0) logger.info('tags read', { ...report });
    metrics.addMetric('TagsRead', MetricUnit.Count, report.read);
    metrics.addMetric('TagsDrifted', MetricUnit.Count, report.drifted.length);
  } catch (error) {
    logger.error('tags cannot be kept', { errorName: nameOf(error) });
  }
}

/** Tags are kept whether there is work or not. */
const isIdle = idleLooks(deps.ledger, LOOKS.startImports);

const NOTHING: StartReport = { duplicates: [], drops: [], imports: [], oldestPendingAt: undefined };

async function startDue(event: unknown, context: Context): Promise<void> {
  boundStarts(context);
  const lease = { name: 'start-imports', owner: context.awsRequestId, now: Date.now };
  const addressOf = addressing(settings.BUS_NAME, context);
  const isOutOfTime = (): boolean => context.getRemainingTimeInMillis() < TIME_TO_END_MS;
  const work = async (): Promise<StartReport> => {
    const { ids, unresolved } = await resolveDataStores(
      deps.ledger,
      stageConfig.routes,
      settings.DATASTORE_ID,
      (name) => findDataStore(healthLake, name),
    );
    if (keepsTags) await keepTagsOf([...ids.values(), ...(await exportedStores())], addressOf);
    const made = await madeRoutes(deps.ledger, stageConfig);
    const routes = routesOf([...stageConfig.routes, ...made], stack, new Map([...ids, ...madeStores(made)]));
    return startImports({
      ...deps,
      routes,
      unresolvedRoutes: unresolved,
      addressOf,
      isOutOfTime,
      // At once: a job that starts is followed by others, whose lines come behind the one of its drop.
      onDrops: (drops) => {
        for (const drop of drops)
          logger[drop.errorName === undefined ? 'info' : 'error']('drop looked at', {
            ...drop,
            drop: maskKey(drop.drop),
          });
      },
      onLeftOut: (file) => {
        logger.info('file left out', { ...file, key: maskKey(file.key), drop: maskKey(file.drop) });
      },
    });
  };
  const isNothingDue = !keepsTags && (await isIdle(event));
  const rounds = isNothingDue ? [NOTHING] : await underLease(deps.ledger, lease, work);
  metrics.addMetric('RunsSkipped', MetricUnit.Count, rounds.length === 0 ? 1 : 0);
  if (rounds.length === 0) logger.info('nothing done: another run is at work');

  for (const round of rounds) logRound(round);
  failWhereStuck(rounds.flatMap(stuckIn));
}

function logRound({ duplicates, drops, imports, oldestPendingAt }: StartReport): void {
  for (const { released, ...looked } of duplicates) {
    logger[looked.errorName === undefined ? 'info' : 'error']('duplicates of an import looked at', {
      ...looked,
      released: released.length,
    });
    for (const key of released)
      logger.info('a duplicate waits again: its import has not read its bytes', {
        importId: looked.importId,
        bucket: INBOX_BUCKET,
        key: maskKey(key),
      });
  }
  for (const row of imports) {
    const isTrouble = row.outcome === 'stuck' || row.outcome === 'given-up' || row.outcome === 'failed';
    logger[isTrouble ? 'error' : 'info']('import looked at', {
      ...row,
      drop: maskKey(row.drop),
    });
  }
  if (drops.length === 0 && imports.length === 0) logger.info('nothing due: no drop and no import is open');
  const started = imports.filter(({ outcome }) => outcome === 'started' || outcome === 'found');
  metrics.addMetric('ImportsStarted', MetricUnit.Count, started.length);
  for (const { arrivalToStartSeconds } of started)
    metrics.addMetric('ArrivalToStart', MetricUnit.Seconds, arrivalToStartSeconds ?? 0);
  const givenUp = imports.filter(({ outcome }) => outcome === 'failed' || outcome === 'given-up');
  metrics.addMetric('StartsGivenUp', MetricUnit.Count, givenUp.length);
  const waitingMs = oldestPendingAt === undefined ? 0 : Date.now() - oldestPendingAt;
  metrics.addMetric('OldestPendingArrival', MetricUnit.Seconds, Math.round(waitingMs / 1000));
}

/** On a schedule: raises the ledger's format where it is older, closes the drops that are due, freezes their plans and starts their import jobs, each once. */
export const handler = instrumented(deps.ledger, startDue, raiseFormat);

const stuckIn = ({ duplicates, drops, imports }: StartReport): string[] => [
  ...duplicates.flatMap(({ importId, errorName }) =>
    errorName === undefined ? [] : `duplicates of ${importId}: ${errorName}`,
  ),
  ...drops.flatMap(({ drop, errorName }) =>
    errorName === undefined ? [] : `drop ${maskKey(drop)}: ${errorName}`,
  ),
  ...imports.flatMap(({ importId, outcome, errorName }) =>
    outcome === 'stuck' ? `import ${importId}: ${errorName ?? 'UnknownError'}` : [],
  ),
];
