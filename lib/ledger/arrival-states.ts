import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Arrival } from './arrival.ts';
import { arrivalKey } from './arrival.ts';
import { leaveBatch, placeIn } from './batches/fates.ts';
import { duplicateKeys } from './duplicates.ts';
import type { Ledger } from './ledger.ts';
import { forgetting, written } from './ledger.ts';
import { pendingKeys } from './pending-keys.ts';

/** Takes an arrival out of its batch, if it is in one, so that its own row can change; false where an import has it. */
const onItsOwn = async (ledger: Ledger, arrival: Arrival): Promise<boolean> => {
  const place = placeIn(arrival);
  return place === undefined || leaveBatch(ledger, place);
};

/**
 * Gives a pending arrival to an import; true also where it was given to it before, false where somebody else was first.
 * @param update goes on with the update's expression
 */
const give = async (
  ledger: Ledger,
  arrival: Arrival,
  state: 'assigned' | 'duplicate',
  importId: string,
  update: string,
  values: Readonly<Record<string, string | number>> = {},
): Promise<boolean> =>
  (await onItsOwn(ledger, arrival)) &&
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: arrivalKey(arrival),
        UpdateExpression: `SET #state = :to, importId = :import${update}, batchId, batchIndex`,
        ConditionExpression: '#state = :pending OR (#state = :to AND importId = :import)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':to': state, ':import': importId, ':pending': 'pending', ...values },
      }),
    ),
  );

/**
 * Marks an arrival as holding the bytes of an earlier one, which an import has. It stays open work until it is known that
 * the import has read them.
 */
export const markDuplicate = (
  ledger: Ledger,
  arrival: Arrival,
  { importId, sameAs }: { importId: string; sameAs: string },
): Promise<boolean> => {
  const open = duplicateKeys(importId, arrival);
  return give(
    ledger,
    arrival,
    'duplicate',
    importId,
    ', sameAs = :same, openPk = :openPk, openSk = :openSk REMOVE forgetAt',
    { ':same': sameAs, ':openPk': open.openPk, ':openSk': open.openSk },
  );
};

/**
 * Assigns an arrival to an import. One that was overtaken after the import's plan was frozen is refused: its key's
 * newer content may be in another import by now, which must stay the last.
 */
export const assignArrival = (ledger: Ledger, arrival: Arrival, importId: string): Promise<boolean> => {
  const { set, values } = forgetting(ledger);
  return give(ledger, arrival, 'assigned', importId, `${set} REMOVE openPk, openSk`, values);
};

/** Ends a pending arrival without an import; false where it is no longer pending. */
const endUnimported = async (
  ledger: Ledger,
  arrival: Arrival,
  state: 'superseded' | 'rejected' | 'withdrawn',
  reason?: string,
): Promise<boolean> => {
  if (!(await onItsOwn(ledger, arrival))) return false;
  const { set, values } = forgetting(ledger);
  return written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: arrivalKey(arrival),
        UpdateExpression: `SET #state = :to${reason === undefined ? '' : ', reason = :reason'}${set} REMOVE openPk, openSk, batchId, batchIndex`,
        ConditionExpression: '#state = :pending',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':to': state,
          ':pending': 'pending',
          ...(reason !== undefined && { ':reason': reason }),
          ...values,
        },
      }),
    ),
  );
};

/** Marks a pending arrival as overtaken by a newer one of its key; false where it is no longer pending. */
export const supersedeArrival = (ledger: Ledger, arrival: Arrival): Promise<boolean> =>
  endUnimported(ledger, arrival, 'superseded');

/** Marks a pending arrival as one that is none to import, and why; false where it is no longer pending. */
export const rejectArrival = (ledger: Ledger, arrival: Arrival, reason: string): Promise<boolean> =>
  endUnimported(ledger, arrival, 'rejected', reason);

/** Marks a pending arrival as one whose object is not there any more; false where it is no longer pending. */
export const withdrawArrival = (ledger: Ledger, arrival: Arrival, reason: string): Promise<boolean> =>
  endUnimported(ledger, arrival, 'withdrawn', reason);

/** Makes an arrival that no import took pending again; false where its state has changed since it was read. */
export const restoreArrival = (ledger: Ledger, arrival: Arrival): Promise<boolean> => {
  const open = pendingKeys(arrival);
  return written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: arrivalKey(arrival),
        UpdateExpression:
          'SET #state = :pending, wasReleased = :yes, openPk = :openPk, openSk = :openSk REMOVE reason, importId, sameAs, forgetAt',
        ConditionExpression: '#state = :from',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':pending': 'pending',
          ':from': arrival.state,
          ':yes': true,
          ':openPk': open.openPk,
          ':openSk': open.openSk,
        },
      }),
    ),
  );
};

/**
 * Lets an arrival wait by itself that was recorded in a batch; false where an import has it, or where it does not wait any
 * more. One that is found recorded may be in a batch whose names were never written.
 */
export const waitAlone = async (ledger: Ledger, arrival: Arrival): Promise<boolean> => {
  if (!(await onItsOwn(ledger, arrival))) return false;
  const open = pendingKeys(arrival);
  return written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: arrivalKey(arrival),
        UpdateExpression: 'SET openPk = :openPk, openSk = :openSk REMOVE batchId, batchIndex, forgetAt',
        ConditionExpression: '#state = :pending AND attribute_exists(batchId)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':pending': 'pending', ':openPk': open.openPk, ':openSk': open.openSk },
      }),
    ),
  );
};

/** Gives an arrival back from an import that will never start, so that the next plan takes it by itself. */
export const releaseArrival = (ledger: Ledger, arrival: Arrival, importId: string): Promise<boolean> => {
  const place = placeIn(arrival);
  const open = pendingKeys(arrival);
  return written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: arrivalKey(arrival),
        UpdateExpression:
          'SET #state = :pending, wasReleased = :yes, openPk = :openPk, openSk = :openSk REMOVE importId, forgetAt, batchId, batchIndex',
        ConditionExpression: place ? 'batchId = :batch AND #state = :pending' : 'importId = :import',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':pending': 'pending',
          ...(place ? { ':batch': place.batchId } : { ':import': importId }),
          ':yes': true,
          ':openPk': open.openPk,
          ':openSk': open.openSk,
        },
      }),
    ),
  );
};
