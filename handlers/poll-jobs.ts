import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { S3Client } from '@aws-sdk/client-s3';
import { stageConfig } from '../config/stage.ts';
import { lookAtStore, pollStores } from '../lib/data-stores/index.ts';
import { resolveDataStores } from '../lib/routes/index.ts';
import type { PollReport } from '../lib/jobs/index.ts';
import { blankReport, jobMetrics, pollJobs } from '../lib/jobs/index.ts';
import { underLease } from '../lib/ledger/index.ts';
import { addressing, eventSender, keyMaskOf, ledgerOf } from './runtime/clients.ts';
import { idleLooks, LOOKS } from './runtime/idle-looks.ts';
import { failWhereStuck, instrumented, logger, metrics } from './runtime/instruments.ts';
import { readSettings } from './runtime/settings.ts';
import { tracer } from './runtime/tracing.ts';

const settings = readSettings('LEDGER_TABLE', 'BUS_NAME', 'DATASTORE_ID', 'KMS_KEY_ARN');
const maskKey = keyMaskOf(settings.KMS_KEY_ARN);
const deps = {
  ledger: ledgerOf(settings.LEDGER_TABLE),
  healthLake: new HealthLakeClient({}),
  s3: new S3Client({}),
  sendEvents: eventSender(maskKey),
  trace: tracer(maskKey),
  overdueAfterSeconds: stageConfig.overdueAfterSeconds,
  progressEventMinutesOf: (route: string) =>
    stageConfig.routes.find(({ name }) => name === route)?.progressEventMinutes ?? 0,
  now: Date.now,
};

/** The routes' data stores, where jobs that others started there are to be followed too. */
const storesToAdoptFrom = (): Promise<string[]> =>
  stageConfig.followOtherJobs ? storesOfRoutes() : Promise.resolve([]);

async function storesOfRoutes(): Promise<string[]> {
  const { ids } = await resolveDataStores(
    deps.ledger,
    stageConfig.routes,
    settings.DATASTORE_ID,
    // start-imports looks names up.
    (name) => Promise.reject(new Error(`the data store "${name}" is not pinned yet`)),
  );
  return [...new Set(ids.values())];
}

/**
 * A data store of the stage that HealthLake says something happens to, whoever has it made or deleted. It is written
 * down before the lease is asked for, so that the run that has it looks at it, too.
 */
async function noteDataStore(event: unknown): Promise<void> {
  const { 'detail-type': type, detail } = (event ?? {}) as {
    'detail-type'?: unknown;
    detail?: { datastoreId?: unknown } | null;
  };
  const datastoreId = detail?.datastoreId;
  if (!String(type).startsWith('Data Store ') || typeof datastoreId !== 'string') return;
  const ofStage = new Set([settings.DATASTORE_ID, ...(await storesOfRoutes())]);
  if (ofStage.has(datastoreId)) await lookAtStore(deps, datastoreId);
}

const NOTHING = { ...blankReport(), stores: { transitions: [], stuck: [], eventsWaiting: 0 } };

/** Jobs of others are looked for in HealthLake whatever the ledger has. */
const isIdle = idleLooks(deps.ledger, LOOKS.pollJobs);

/**
 * On a schedule, and nudged by HealthLake's own events: follows every open job and every data store that comes or goes, and
 * emits their transitions. What a nudge says happened is not read: it may be missed or come twice, and what counts is
 * what HealthLake answers.
 */
export const handler = instrumented(deps.ledger, async (event: unknown, context): Promise<void> => {
  await noteDataStore(event);
  const lease = { name: 'poll-jobs', owner: context.awsRequestId, now: Date.now };
  const addressOf = addressing(settings.BUS_NAME, context);
  const work = async () => ({
    ...(await pollJobs({ ...deps, adoptFrom: await storesToAdoptFrom(), addressOf })),
    stores: await pollStores({ ...deps, addressOf }),
  });
  const isNothingDue = !stageConfig.followOtherJobs && (await isIdle(event));
  const rounds = isNothingDue ? [NOTHING] : await underLease(deps.ledger, lease, work);
  metrics.addMetric('RunsSkipped', MetricUnit.Count, rounds.length === 0 ? 1 : 0);
  if (rounds.length === 0) logger.info('nothing done: another run is at work and will look again');

  for (const { stores, ...round } of rounds) {
    for (const change of stores.transitions) logger.info('data store status changed', { ...change });
    for (const store of stores.stuck) logger.error('data store cannot go on', { ...store });
    for (const store of round.unreachable) logger.error('data store did not answer', { ...store });
    for (const change of round.transitions) logger.info('job status changed', { ...change });
    for (const job of round.overdue) logger.info('job is overdue', { ...job });
    for (const job of round.stuck) logger.error('job cannot go on', { ...job });
    if (round.openJobs === 0) logger.info('nothing due: no job is open');
    else logger.info('jobs looked at', inCounts(round));
    metrics.addMetric('OpenJobs', MetricUnit.Count, round.openJobs);
    metrics.addMetric('OpenExportJobs', MetricUnit.Count, round.openExportJobs);
    metrics.addMetric('JobsOverdue', MetricUnit.Count, round.overdue.length);
    for (const [name, count] of jobMetrics(round)) metrics.addMetric(name, MetricUnit.Count, count);
    metrics.addMetric('EventsWaiting', MetricUnit.Count, round.eventsWaiting + stores.eventsWaiting);
  }
  failWhereStuck(rounds.flatMap(({ stuck }) => stuck.map(({ jobId, error }) => `job ${jobId}: ${error}`)));
});

/** A round's own line: what it says of single jobs is in theirs. */
const inCounts = ({ transitions, overdue, stuck, unreachable, openByStatus, ...counts }: PollReport) => ({
  ...counts,
  transitions: transitions.length,
  overdue: overdue.length,
  stuck: stuck.length,
  unreachable: unreachable.length,
  openByStatus: Object.fromEntries(
    [...openByStatus].map(([status, jobs]) => [status ?? 'NOT_SEEN_YET', jobs]),
  ),
});
