import { createHash } from 'node:crypto';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from './ledger.ts';
import { openRows, queryRows, written } from './ledger.ts';

/**
 * What became of an arrival. Only `pending` is open work; an `assigned` one shares the fate of its import, and a
 * `duplicate` that of the import that has its bytes already. One that was `superseded` is never imported.
 */
export type ArrivalState = 'pending' | 'assigned' | 'duplicate' | 'superseded' | 'rejected';

/** One object that S3 said was created: one row for each key and sequencer. */
export interface Arrival {
  bucket: string;
  key: string;
  /** S3's order of the events of one key, padded so that it sorts as text. */
  sequencer: string;
  versionId: string | null;
  /** Bytes. */
  size: number;
  etag: string;
  route: string;
  drop: string;
  /** Epoch milliseconds, by the recorder's clock. */
  recordedAt: number;
  state: ArrivalState;
  /** The import that has its bytes. */
  importId?: string;
  /** Of a duplicate: the sequencer of the arrival whose bytes it has. */
  sameAs?: string;
}

/**
 * True where an arrival is not what its key holds now: neither its newest arrival nor the one that the newest is a
 * duplicate of.
 * @param newest the key's newest arrival that was not rejected
 */
export const isOvertaken = (arrival: Arrival, newest: Arrival): boolean =>
  arrival.sequencer !== newest.sequencer && arrival.sequencer !== newest.sameAs;

/**
 * Sequencers are hexadecimal and compare as numbers once the shorter is padded on the right with zeros
 * (S3 user guide, "Event message structure"). 32 digits are twice what S3 sends today.
 */
export const paddedSequencer = (sequencer: string): string => sequencer.toLowerCase().padEnd(32, '0');

/** Pending arrivals of one drop are spread over this many index partitions, so that a large drop writes fast. */
const SHARDS = 8;

/** Rows of one key that are read at a time: its newest few decide, however often the key was written. */
const ROWS_OF_KEY = 5;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const partition = (bucket: string, key: string): string => `FILE#${bucket}/${key}`;
const keyOf = (arrival: Arrival) => ({
  pk: partition(arrival.bucket, arrival.key),
  sk: arrival.sequencer,
});
const pendingPartition = (route: string, drop: string, shard: number): string =>
  `PENDING#${route}#${drop}#${shard}`;

const openKeys = (arrival: Arrival): { openPk: string; openSk: string } => {
  const hash = sha256(arrival.key);
  const shard = parseInt(hash.slice(0, 2), 16) % SHARDS;
  return {
    openPk: pendingPartition(arrival.route, arrival.drop, shard),
    openSk: `${String(arrival.recordedAt).padStart(15, '0')}#${hash}`,
  };
};

/** Writes a new arrival; false where this key and sequencer is recorded already (a redelivered event). */
export const putArrival = (ledger: Ledger, arrival: Arrival): Promise<boolean> =>
  written(
    ledger.client.send(
      new PutCommand({
        TableName: ledger.tableName,
        Item: {
          ...keyOf(arrival),
          ...arrival,
          ...(arrival.state === 'pending' && openKeys(arrival)),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );

/** The arrivals of one key, newest first, read consistently. */
export const arrivalsOf = (ledger: Ledger, bucket: string, key: string): AsyncGenerator<Arrival> =>
  queryRows<Arrival>(ledger, {
    KeyConditionExpression: 'pk = :file',
    ExpressionAttributeValues: { ':file': partition(bucket, key) },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: ROWS_OF_KEY,
  });

/** The newest arrival of a key, by S3's own order. */
export async function newestArrival(
  ledger: Ledger,
  bucket: string,
  key: string,
): Promise<Arrival | undefined> {
  const rows = queryRows<Arrival>(ledger, {
    KeyConditionExpression: 'pk = :file',
    ExpressionAttributeValues: { ':file': partition(bucket, key) },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: 1,
  });
  for await (const row of rows) return row;
  return undefined;
}

/** The pending arrivals of a drop, as the index shows them (some may be missing, some no longer pending). */
export async function* pendingArrivals(ledger: Ledger, route: string, drop: string): AsyncGenerator<Arrival> {
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    Array.fromAsync(openRows<Arrival>(ledger, pendingPartition(route, drop, shard))),
  );
  for (const rows of await Promise.all(shards)) yield* rows;
}

/** Settles a pending arrival; true also where it was settled so before, false where somebody else was first. */
const settle = (
  ledger: Ledger,
  arrival: Arrival,
  state: 'assigned' | 'duplicate',
  { importId, sameAs }: { importId: string; sameAs?: string },
): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(arrival),
        UpdateExpression: `SET #state = :to, importId = :import${sameAs === undefined ? '' : ', sameAs = :same'} REMOVE openPk, openSk`,
        ConditionExpression: '#state = :pending OR (#state = :to AND importId = :import)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':to': state,
          ':import': importId,
          ':pending': 'pending',
          ...(sameAs !== undefined && { ':same': sameAs }),
        },
      }),
    ),
  );

/** Marks an arrival as holding the bytes of an earlier one, which an import has. */
export const markDuplicate = (
  ledger: Ledger,
  arrival: Arrival,
  of: { importId: string; sameAs: string },
): Promise<boolean> => settle(ledger, arrival, 'duplicate', of);

/**
 * Assigns an arrival to an import. One that was overtaken after the import's plan was frozen is refused: its key's
 * newer content may be in another import by now, which must stay the last.
 */
export const assignArrival = (ledger: Ledger, arrival: Arrival, importId: string): Promise<boolean> =>
  settle(ledger, arrival, 'assigned', { importId });

/** Marks a pending arrival as overtaken by a newer one of its key; false where it is no longer pending. */
export const supersedeArrival = (ledger: Ledger, arrival: Arrival): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(arrival),
        UpdateExpression: 'SET #state = :superseded REMOVE openPk, openSk',
        ConditionExpression: '#state = :pending',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':superseded': 'superseded', ':pending': 'pending' },
      }),
    ),
  );

/** Gives an arrival back from an import that will never start, so that the next plan takes it. */
export const releaseArrival = (ledger: Ledger, arrival: Arrival, importId: string): Promise<boolean> => {
  const open = openKeys(arrival);
  return written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(arrival),
        UpdateExpression: 'SET #state = :pending, openPk = :openPk, openSk = :openSk REMOVE importId',
        ConditionExpression: 'importId = :import',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':pending': 'pending',
          ':import': importId,
          ':openPk': open.openPk,
          ':openSk': open.openSk,
        },
      }),
    ),
  );
};
