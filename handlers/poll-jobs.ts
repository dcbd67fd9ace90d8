import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { S3Client } from '@aws-sdk/client-s3';
import { stageConfig } from '../config/stage.ts';
import { resolveDataStores } from '../lib/routes/index.ts';
import type { PollReport } from '../lib/jobs/index.ts';
import { jobMetrics, pollJobs } from '../lib/jobs/index.ts';
import { underLease } from '../lib/ledger/index.ts';
import { addressing, eventSender, keyMaskOf, ledgerOf } from './runtime/clients.ts';
import { failWhereStuck, instrumented, logger, metrics } from './runtime/instruments.ts';
import { readSettings } from './runtime/settings.ts';

const settings = readSettings('LEDGER_TABLE', 'BUS_NAME', 'DATASTORE_ID', 'KMS_KEY_ARN');
const maskKey = keyMaskOf(settings.KMS_KEY_ARN);
const deps = {
  ledger: ledgerOf(settings.LEDGER_TABLE),
  healthLake: new HealthLakeClient({}),
  s3: new S3Client({}),
  sendEvents: eventSender(maskKey),
  overdueAfterSeconds: stageConfig.overdueAfterSeconds,
  progressEventMinutesOf: (route: string) =>
    stageConfig.routes.find(({ name }) => name === route)?.progressEventMinutes ?? 0,
  now: Date.now,
};

/** The routes' data stores, where jobs that others started there are to be followed too. */
async function storesToAdoptFrom(): Promise<string[]> {
  if (!stageConfig.followOtherJobs) return [];
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
 * On a schedule, and nudged by HealthLake's own events: follows every open job and emits its transitions. A
 * nudge's content is not read: it may be missed or come twice, and what counts is what HealthLake answers.
 */
export const handler = instrumented(async (_event: unknown, context): Promise<void> => {
  const lease = { name: 'poll-jobs', owner: context.awsRequestId, now: Date.now };
  const addressOf = addressing(settings.BUS_NAME, context);
  const rounds = await underLease(deps.ledger, lease, async () =>
    pollJobs({ ...deps, adoptFrom: await storesToAdoptFrom(), addressOf }),
  );
  metrics.addMetric('RunsSkipped', MetricUnit.Count, rounds.length === 0 ? 1 : 0);
  if (rounds.length === 0) logger.info('nothing done: another run is at work and will look again');

  for (const round of rounds) {
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
    metrics.addMetric('EventsWaiting', MetricUnit.Count, round.eventsWaiting);
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
