import type { Forgettable } from './ledger.ts';
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
  /** As it is read: where the row says `pending`, and names a batch, the batch says what became of it. */
  state: ArrivalState;
  /** The batch that it was recorded in, and its place there. */
  batchId?: string;
  batchIndex?: number;
  /** As it is read: it is out of its batch, and its row still names that. */
  leftBatch?: true;
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

/** Where the rows of a key are. */
export const partitionOf = (bucket: string, key: string): string => `${ARRIVAL_ROW}${bucket}/${key}`;
/** Where an arrival's row is. */
export const arrivalKey = ({
  bucket,
  key,
  sequencer,
  isFirst,
}: Pick<Arrival, 'bucket' | 'key' | 'sequencer' | 'isFirst'>) => ({
  pk: partitionOf(bucket, key),
  sk: isFirst ? FIRST : sequencer,
});
