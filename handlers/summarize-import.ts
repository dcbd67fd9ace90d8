import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { hmacSecretOf } from '../lib/publish/index.ts';
import { retryAfterSeconds, summarizeMessages } from '../lib/results/index.ts';
import { addressing, eventSender, keyMaskOf, ledgerOf } from './runtime/clients.ts';
import { instrumented, logger, metrics } from './runtime/instruments.ts';
import { readSettings } from './runtime/settings.ts';
import { tracer } from './runtime/tracing.ts';

const settings = readSettings(
  'LEDGER_TABLE',
  'BUS_NAME',
  'WORK_BUCKET',
  'RESULTS_BUCKET',
  'KMS_KEY_ARN',
  'SUMMARIES_QUEUE_URL',
);
const maskKey = keyMaskOf(settings.KMS_KEY_ARN);
const QueueUrl = settings.SUMMARIES_QUEUE_URL;
const sqs = new SQSClient({});
const summarizer = {
  ledger: ledgerOf(settings.LEDGER_TABLE),
  s3: new S3Client({}),
  sendEvents: eventSender(maskKey),
  trace: tracer(maskKey),
  workBucket: settings.WORK_BUCKET,
  resultsBucket: settings.RESULTS_BUCKET,
  hmacSecret: hmacSecretOf(settings.KMS_KEY_ARN),
  maskKey,
  now: Date.now,
};
const queue = {
  sendAgain: async (MessageBody: string, DelaySeconds: number): Promise<void> => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
  },
};

/** Of a run's time, what the last batch, its checkpoint and the message that goes on may take. */
const RESERVE_MS = 90_000;

/** The end of each import job: its results become a summary, an event, and counts in the ledger. */
export const handler = instrumented<SQSEvent, SQSBatchResponse>(
  summarizer.ledger,
  async ({ Records }, context) => {
    const run = {
      ...summarizer,
      addressOf: addressing(settings.BUS_NAME, context),
      isTimeUp: () => context.getRemainingTimeInMillis() < RESERVE_MS,
    };
    const reports = await summarizeMessages(run, queue, Records);
    for (const report of reports)
      logger[report.outcome === 'failed' ? 'error' : 'info']('results looked at', { ...report });
    const failed = Records.filter((_, index) => reports[index]?.outcome === 'failed');
    for (const record of failed) await letWait(record);
    const done = reports.filter(({ outcome }) => outcome === 'summarized');
    metrics.addMetric('ImportsSummarized', MetricUnit.Count, done.length);
    const lines = { imported: 0, failed: 0 };
    for (const { counts } of done) {
      lines.imported += counts?.resourcesImported ?? 0;
      lines.failed += counts?.resourcesFailed ?? 0;
    }
    metrics.addMetric('LinesImported', MetricUnit.Count, lines.imported);
    metrics.addMetric('LinesFailed', MetricUnit.Count, lines.failed);
    const incomplete = done.filter(({ isIncomplete }) => isIncomplete);
    metrics.addMetric('ResultsIncomplete', MetricUnit.Count, incomplete.length);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  },
);

/** Where this fails too, the message comes again when its visibility timeout ends. */
async function letWait({ receiptHandle, attributes }: SQSRecord): Promise<void> {
  const VisibilityTimeout = retryAfterSeconds(Number(attributes.ApproximateReceiveCount));
  try {
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout }),
    );
  } catch (error) {
    logger.warn('a message that failed waits for the queue’s own time', {
      error: error instanceof Error ? error.name : 'UnknownError',
    });
  }
}
