import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { stageConfig } from '../config/stage.ts';
import { recordArrivals } from '../lib/arrivals/index.ts';
import { madeRoutes } from '../lib/routes/index.ts';
import { eventSender, keyMaskOf, ledgerOf } from './runtime/clients.ts';
import { instrumented, logger, metrics } from './runtime/instruments.ts';
import { readSettings } from './runtime/settings.ts';
import { tracer } from './runtime/tracing.ts';

const settings = readSettings('LEDGER_TABLE', 'BUS_NAME', 'KMS_KEY_ARN');
const maskKey = keyMaskOf(settings.KMS_KEY_ARN);
const deps = {
  ledger: ledgerOf(settings.LEDGER_TABLE),
  s3: new S3Client({}),
  sendEvents: eventSender(maskKey),
  trace: tracer(maskKey),
  busName: settings.BUS_NAME,
  now: Date.now,
};

/** Routes that tags make are read once for all messages of a call. */
const currentRoutes = async () => [...stageConfig.routes, ...(await madeRoutes(deps.ledger, stageConfig))];

/** The arrivals queue's S3 "Object Created" events become ledger rows; what cannot be recorded goes back to the queue. */
export const handler = instrumented<SQSEvent, SQSBatchResponse>(
  deps.ledger,
  async ({ Records }, _context, ledgerFormat) => {
    const { counts, arrivals, failed } = await recordArrivals(
      { ...deps, ledgerFormat, routes: await currentRoutes() },
      Records,
    );
    for (const { drop, ...arrival } of arrivals) {
      const masked = { key: maskKey(arrival.key), drop: drop === null ? null : maskKey(drop) };
      logger.info('arrival looked at', { ...arrival, ...masked });
    }
    logger.info('arrivals recorded', { counts });
    metrics.addMetric('FilesRecorded', MetricUnit.Count, counts.recorded ?? 0);
    metrics.addMetric('FilesRejected', MetricUnit.Count, counts.rejected ?? 0);
    for (const { key, ...failure } of failed) {
      const masked = key === undefined ? {} : { key: maskKey(key) };
      logger.error('message goes back to the queue', { ...failure, ...masked });
    }
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  },
);
