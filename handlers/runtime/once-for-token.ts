import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { dynamoDb } from './clients.ts';

/** The record must outlive any doubt about a start: by far longer than a List could lag behind. */
const IDEMPOTENCY = new IdempotencyConfig({
  eventKeyJmesPath: 'ClientToken',
  throwOnNoIdempotencyKey: true,
  hashFunction: 'sha256',
  expiresAfterSeconds: 7 * 24 * 3600,
});

/**
 * A start of a job that is done once for each ClientToken, and gives the same answer again.
 * @param action the action of the HealthLake API, under whose name the records lie
 */
export const onceForToken = <Input extends { ClientToken?: string | undefined }, Output>(
  start: (input: Input) => Promise<Output>,
  action: string,
  tableName: string,
): ((input: Input) => Promise<Output>) =>
  makeIdempotent(start, {
    persistenceStore: new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: dynamoDb }),
    config: IDEMPOTENCY,
    keyPrefix: action,
  });

/**
 * How long a start that was begun stands in the way of others: the call and its retries take seconds. Powertools would
 * take what is left of the run, and a run that died just before its call would hold that job up for so long.
 */
const LONGEST_START_MS = 60_000;

/** Begins a run of a function that starts jobs. */
export const boundStarts = (context: Context): void => {
  IDEMPOTENCY.registerLambdaContext({
    ...context,
    getRemainingTimeInMillis: () => Math.min(LONGEST_START_MS, context.getRemainingTimeInMillis()),
  });
};
