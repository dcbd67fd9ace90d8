import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { stageConfig } from '../config/stage.ts';
import { actionPolicy, doWith, placeOf, runActions, storeFactsOf, usedStores } from '../lib/actions/index.ts';
import { addressing, dynamoDb, eventSender, keyMaskOf, ledgerOf } from './runtime/clients.ts';
import { instrumented, logger, metrics } from './runtime/instruments.ts';
import { readOptionalSettings, readSettings } from './runtime/settings.ts';

const settings = readSettings(
  'LEDGER_TABLE',
  'IDEMPOTENCY_TABLE',
  'BUS_NAME',
  'RESULTS_BUCKET',
  'DATASTORE_ID',
  'DATA_ACCESS_ROLE_ARN',
  'KMS_KEY_ARN',
  'ACTIONS_QUEUE_URL',
);
/** Where the stage has an identity provider. */
const { IDENTITY_PROVIDER_ARN: identityProviderArn } = readOptionalSettings('IDENTITY_PROVIDER_ARN');
const maskKey = keyMaskOf(settings.KMS_KEY_ARN);
const QueueUrl = settings.ACTIONS_QUEUE_URL;
const sqs = new SQSClient({});
const ledger = ledgerOf(settings.LEDGER_TABLE);
const healthLake = new HealthLakeClient({});

/** The same call again has the same answer for a week; the ledger remembers the request's own for good. */
const idempotency = new IdempotencyConfig({
  eventKeyJmesPath: 'key',
  payloadValidationJmesPath: 'input',
  throwOnNoIdempotencyKey: true,
  hashFunction: 'sha256',
  expiresAfterSeconds: 7 * 24 * 3600,
});

const doOnce = makeIdempotent(
  doWith({ ledger, healthLake, s3: new S3Client({}), resultsBucket: settings.RESULTS_BUCKET, maskKey }),
  {
    persistenceStore: new DynamoDBPersistenceLayer({
      tableName: settings.IDEMPOTENCY_TABLE,
      awsSdkV3Client: dynamoDb,
    }),
    config: idempotency,
    keyPrefix: 'HealthLakeAction',
  },
);

const deps = {
  ledger,
  healthLake,
  doOnce,
  sendEvents: eventSender(maskKey),
  policy: actionPolicy(stageConfig, {
    dataAccessRoleArn: settings.DATA_ACCESS_ROLE_ARN,
    kmsKeyId: settings.KMS_KEY_ARN,
    identityProviderArn,
  }),
  usedStores: usedStores(stageConfig, { datastoreId: settings.DATASTORE_ID }),
  now: Date.now,
};

/** How long a call that was begun stands in the way of its repetition, where its run has died. */
const LONGEST_CALL_MS = 30_000;

/** Runs the HealthLake actions that events on the stage's bus, and its own schedules, ask for: each once. */
export const handler = instrumented<SQSEvent, SQSBatchResponse>(ledger, async ({ Records }, context) => {
  idempotency.registerLambdaContext({
    ...context,
    getRemainingTimeInMillis: () => Math.min(LONGEST_CALL_MS, context.getRemainingTimeInMillis()),
  });
  const addressOf = addressing(settings.BUS_NAME, context);
  const run = {
    ...deps,
    addressOf: (datastoreId: string | null) =>
      datastoreId === null ? { ...addressOf(''), resources: [] } : addressOf(datastoreId),
    storeFacts: storeFactsOf(stageConfig, {
      ledger,
      healthLake,
      datastoreId: settings.DATASTORE_ID,
      place: placeOf(context.invokedFunctionArn),
    }),
  };
  const outcomes = await runActions(run, Records);
  const again: SQSRecord[] = [];
  let [completed, failed] = [0, 0];
  for (const { messageId, ...outcome } of outcomes) {
    const isTrouble = outcome.kind === 'failed';
    logger[isTrouble ? 'error' : 'info']('action looked at', outcome);
    const record = Records.find((candidate) => candidate.messageId === messageId);
    if (record && (isTrouble || outcome.outcome === 'later')) {
      await letWait(record, isTrouble ? AFTER_TROUBLE_SECONDS : (outcome.retryAfterSeconds ?? 0));
      again.push(record);
    } else if (outcome.errorName === undefined) completed += 1;
    else failed += 1;
  }
  metrics.addMetric('ActionsCompleted', MetricUnit.Count, completed);
  metrics.addMetric('ActionsFailed', MetricUnit.Count, failed);
  return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
});

/** How long a message waits that could not be looked at, seconds. */
const AFTER_TROUBLE_SECONDS = 60;

/** The longest that SQS hides a message (SQS Developer Guide, "Visibility timeout"), seconds. */
const LONGEST_HIDDEN_SECONDS = 43_200;

/** Where this fails too, the message comes again when its visibility timeout ends. */
async function letWait({ receiptHandle }: SQSRecord, seconds: number): Promise<void> {
  const VisibilityTimeout = Math.min(LONGEST_HIDDEN_SECONDS, seconds);
  try {
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout }),
    );
  } catch (error) {
    logger.warn('a message waits for the queue’s own time', {
      error: error instanceof Error ? error.name : 'UnknownError',
    });
  }
}
