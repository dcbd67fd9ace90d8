import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { stageConfig } from '../../config/stage.ts';
import type { EventAddress } from '../../events/index.ts';
import type { EventSender, KeyMask } from '../../lib/publish/index.ts';
import {
  createEventSender,
  hmacSecretOf,
  hmacKeyMask,
  maskKeys,
  noKeyMask,
} from '../../lib/publish/index.ts';
import { datastoreArn } from '../../lib/healthlake/index.ts';
import type { Ledger } from '../../lib/ledger/index.ts';
import { readOptionalSettings } from './settings.ts';

/** Clients are made once for each execution environment, outside the handlers: connections stay open between calls. */
export const dynamoDb = new DynamoDBClient({});

/** Days until the ledger forgets what has ended, where the stage has `ledgerDays`. */
const { LEDGER_DAYS } = readOptionalSettings('LEDGER_DAYS');

export const ledgerOf = (tableName: string): Ledger => ({
  client: DynamoDBDocumentClient.from(dynamoDb, { marshallOptions: { removeUndefinedValues: true } }),
  tableName,
  ...(LEDGER_DAYS !== undefined && { forgets: { afterDays: Number(LEDGER_DAYS), now: Date.now } }),
});

const sendAsTheyAre = createEventSender(new EventBridgeClient({}));

/** What the stage calls S3 keys in events and logs: themselves, or keyed hashes (`hideKeys`). */
export const keyMaskOf = (kmsKeyArn: string): KeyMask =>
  stageConfig.hideKeys ? hmacKeyMask(hmacSecretOf(kmsKeyArn)) : noKeyMask;

export const eventSender = (maskKey: KeyMask): EventSender =>
  maskKey === noKeyMask ? sendAsTheyAre : maskKeys(sendAsTheyAre, maskKey);

/**
 * Where a run's events about a data store (or about none that is known) go: the function's own account, Region and
 * partition are in its ARN.
 */
export const addressing = (
  eventBusName: string,
  context: Context,
): ((datastoreId: string | undefined) => EventAddress) => {
  const [, partition = 'aws', , region = '', accountId = ''] = context.invokedFunctionArn.split(':');
  return (datastoreId) => ({
    eventBusName,
    time: new Date(),
    resources: datastoreId === undefined ? [] : [datastoreArn({ partition, region, accountId, datastoreId })],
  });
};
