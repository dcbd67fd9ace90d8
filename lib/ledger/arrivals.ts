import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Forgettable, Ledger } from './ledger.ts';
import { forgettable, getRows, queryRows, written } from './ledger.ts';
import { pendingKeys } from './pending-keys.ts';
import { ARRIVAL_ROW } from './row-keys.ts';

/**
 * What became of an arrival. `pending` is open work; an `assigned` one shares the fate of its import. A `duplicate` relies
 * on the import that has its bytes already, and is pending again where that one ends without having read them. One that was `superseded` is never imported; one that was
 * `withdrawn`, for it was deleted before a plan had it, only where it came back.
 */
export type ArrivalState = 'pending' | 'assigned' | 'duplicate' | 'superseded' | 'rejected' | 'withdrawn';

/** States of what no import takes, which says nothing about the other writes of its key. */
export const UNIMPORTED: ReadonlySet<ArrivalState> = new Set<ArrivalState>(['rejected', 'withdrawn']);

/** One object that S3 said was created, or showed in a listing: one row for each write of a key. */
export interface Arrival extends Forgettable {
  bucket: string;
  key: string;
  /**
   * S3's order of the events of one key, padded so that it sorts as text. A listed one has none of S3: its own
   * stands behind what was recorded before.
   */
  sequencer: string;
  /** The first write that was recorded of its key: nothing else of the key came before it. */
  isFirst?: true;
  /** The id of S3's event about it: what logs say of it from then on. */
  eventId?: string;
  /** Found by a listing, before its event was recorded. */
  isListed?: true;
  /** It came back from an import that was given up or has not read its bytes, or after it was withdrawn, and may have been overtaken meanwhile. */
  wasReleased?: true;
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
  /** Of a rejected or withdrawn one: the reason's code. */
  reason?: string;
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

/** What a write that a listing found has in place of S3's sequencer: it sorts before all of those, which are hexadecimal. */
export const listedSequencer = ({ versionId, etag }: Pick<Arrival, 'versionId' | 'etag'>): string =>
  `-${versionId ?? etag}`;

/** The sort key of the row of the first write that was recorded of a key; behind every sequencer. */
const FIRST = '~first';

/** Rows of one key that are read at a time: its newest few decide, however often the key was written. */
const ROWS_OF_KEY = 5;

const partition = (bucket: string, key: string): string => `${ARRIVAL_ROW}${bucket}/${key}`;
/** Where an arrival's row is. */
export const arrivalKey = ({ bucket, key, sequencer, isFirst }: Arrival) => ({
  pk: partition(bucket, key),
  sk: isFirst ? FIRST : sequencer,
});

/**
 * Writes a new arrival; false where this key and sequencer is recorded already (a redelivered event).
 *
 * With `isFirst` it is written only where nothing was recorded of its key so far, in one call: false where there was.
 */
export const putArrival = (ledger: Ledger, arrival: Arrival): Promise<boolean> =>
  written(
    ledger.client.send(
      new PutCommand({
        TableName: ledger.tableName,
        Item: {
          ...arrivalKey(arrival),
          ...arrival,
          ...(arrival.state === 'pending' ? pendingKeys(arrival) : forgettable(ledger)),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );

/** The arrivals of one key by their sequencers, newest first, read consistently. */
export async function* arrivalsOf(
  ledger: Ledger,
  bucket: string,
  key: string,
): AsyncGenerator<Arrival, void> {
  const rows = queryRows<Arrival>(ledger, {
    KeyConditionExpression: 'pk = :file',
    ExpressionAttributeValues: { ':file': partition(bucket, key) },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: ROWS_OF_KEY,
  });
  // It comes first and may belong further back: events are not recorded in S3's order.
  let first: Arrival | undefined;
  for await (const row of rows) {
    if (row.isFirst) {
      first = row;
      continue;
    }
    if (first && first.sequencer > row.sequencer) {
      yield first;
      first = undefined;
    }
    yield row;
  }
  if (first) yield first;
}

/** The newest arrival of a key, by its sequencer. */
export async function newestArrival(
  ledger: Ledger,
  bucket: string,
  key: string,
): Promise<Arrival | undefined> {
  for await (const row of arrivalsOf(ledger, bucket, key)) return row;
  return undefined;
}

/** Arrivals as the table has them now, which an index may not yet show; up to 100 a call. Those that are gone are left out. */
export async function currentArrivals(ledger: Ledger, listed: readonly Arrival[]): Promise<Arrival[]> {
  return (await getRows(ledger, listed.map(arrivalKey))) as unknown as Arrival[];
}
