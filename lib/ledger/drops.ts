import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from './ledger.ts';
import { openRows, withoutKeys, written } from './ledger.ts';
import { OPEN_DROPS } from './row-keys.ts';

/**
 * What is known of one drop while files of it may be pending. The counts serve to close it early and may
 * be too high after a redelivered batch; what a plan holds is read from the arrivals themselves.
 */
export interface Drop {
  route: string;
  drop: string;
  /** Epoch milliseconds of the first arrival since the last close; absent while nothing new came. */
  firstRecordedAt?: number;
  /** The same of anything that was written there, as objects with hidden names, which are no arrivals. */
  firstSeenAt?: number;
  /** Epoch milliseconds. */
  lastRecordedAt: number;
  fileCount: number;
  bytes: number;
  /** The key of the marker object that closes the drop, S3's sequencer of it, and when it was recorded (epoch milliseconds). */
  marker?: string;
  markerSequencer?: string;
  markedAt?: number;
  /** A manifest lies below the drop's top, which has to be complete before the drop closes. */
  hasManifestBelow?: boolean;
  /** Objects with hidden names, and where the first of them lay; the count may be too high. */
  hiddenObjects?: number;
  hiddenExample?: string;
  /** The "Drop Incomplete" event of this marker was sent. */
  isIncompleteTold?: boolean;
  /** The partitions of the index with those of its files that wait by themselves. */
  shards?: Set<number>;
  /** Epoch milliseconds of the first batch of files that waits. */
  batchesSince?: number;
  /** Grows with each write; writes name the version they saw. */
  version: number;
  /** Grows with each write that says which shards and batches it adds; behind `version` where an earlier version of Inlet wrote. */
  knownVersion?: number;
}

/** One batch's contribution to a drop. */
export interface DropUpdate {
  route: string;
  drop: string;
  recordedAt: number;
  fileCount: number;
  bytes: number;
  marker?: { key: string; sequencer: string };
  hasManifestBelow?: boolean;
  hidden?: { objects: number; example: string };
  /** Where those of the files wait that wait by themselves; where it is left out nobody trusts what the row says of it. */
  shards?: ReadonlySet<number>;
  /** Batches of its files were listed as waiting. */
  hasBatches?: boolean;
}

const keyOf = ({ route, drop }: { route: string; drop: string }) => ({ pk: `DROP#${route}`, sk: drop });

/**
 * Adds a batch to its drop's row in one write, opening the drop where it is new. Its age counts from its first file or marker;
 * whatever is written there keeps it from being quiet.
 */
export async function touchDrop(ledger: Ledger, update: DropUpdate): Promise<void> {
  const { marker, hasManifestBelow, hidden, hasBatches } = update;
  const isArrival = update.fileCount > 0 || marker !== undefined;
  const set = [
    '#route = :route, #drop = :drop, lastRecordedAt = :now, openPk = :open, openSk = :sort',
    'firstSeenAt = if_not_exists(firstSeenAt, :now)',
    ...(isArrival ? ['firstRecordedAt = if_not_exists(firstRecordedAt, :now)'] : []),
    ...(marker ? ['marker = :marker, markerSequencer = :sequencer'] : []),
    ...(marker || hasManifestBelow ? ['markedAt = :now'] : []),
    ...(hasManifestBelow ? ['hasManifestBelow = :yes'] : []),
    ...(hidden ? ['hiddenExample = if_not_exists(hiddenExample, :example)'] : []),
    ...(hasBatches ? ['batchesSince = if_not_exists(batchesSince, :now)'] : []),
  ].join(', ');
  const shards = shardsIn(update);
  const add = `fileCount :files, #bytes :bytes, version :one${hidden ? ', hiddenObjects :hidden' : ''}${shards.add}`;
  await ledger.client.send(
    new UpdateCommand({
      TableName: ledger.tableName,
      Key: keyOf(update),
      UpdateExpression: `SET ${set} ADD ${add}${marker || hasManifestBelow ? ' REMOVE isIncompleteTold' : ''}`,
      ExpressionAttributeNames: { '#route': 'route', '#drop': 'drop', '#bytes': 'bytes' },
      ExpressionAttributeValues: {
        ':route': update.route,
        ':drop': update.drop,
        ':now': update.recordedAt,
        ':open': OPEN_DROPS,
        // Need not be unique, and has at most the 1,024 bytes that an index takes, as an S3 key has.
        ':sort': update.drop,
        ':files': update.fileCount,
        ':bytes': update.bytes,
        ':one': 1,
        ...(marker && { ':marker': marker.key, ':sequencer': marker.sequencer }),
        ...(hasManifestBelow && { ':yes': true }),
        ...(hidden && { ':hidden': hidden.objects, ':example': hidden.example }),
        ...shards.values,
      },
    }),
  );
}

/** For an update's ADD, with ", " before it: a set must not be empty. */
function shardsIn({ shards }: Pick<DropUpdate, 'shards'>): {
  add: string;
  values: { ':shards'?: Set<number> };
} {
  if (!shards) return { add: '', values: {} };
  if (shards.size === 0) return { add: ', knownVersion :one', values: {} };
  return { add: ', knownVersion :one, shards :shards', values: { ':shards': new Set(shards) } };
}

/**
 * True where every write of the row said where the files wait that it is about: then nowhere else has to be looked. Only of a row
 * that was read consistently.
 */
export const knowsWhere = ({ version, knownVersion }: Pick<Drop, 'version' | 'knownVersion'>): boolean =>
  knownVersion === version;

/**
 * Opens a drop for files that come back to it from an import that was given up. They have waited already, so it is
 * due at once, unless new files arrive meanwhile.
 */
export async function reopenDrop(
  ledger: Ledger,
  { route, drop, recordedAt, fileCount, ...update }: Omit<DropUpdate, 'bytes' | 'marker'>,
): Promise<void> {
  const shards = shardsIn(update);
  await ledger.client.send(
    new UpdateCommand({
      TableName: ledger.tableName,
      Key: keyOf({ route, drop }),
      UpdateExpression: `SET #route = :route, #drop = :drop, lastRecordedAt = :now, openPk = :open, openSk = :drop ADD fileCount :files, #bytes :zero, version :one${shards.add}`,
      ExpressionAttributeNames: { '#route': 'route', '#drop': 'drop', '#bytes': 'bytes' },
      ExpressionAttributeValues: {
        ':route': route,
        ':drop': drop,
        ':now': recordedAt,
        ':open': OPEN_DROPS,
        ':files': fileCount,
        ':zero': 0,
        ':one': 1,
        ...shards.values,
      },
    }),
  );
}

/** Reads one drop, consistently; undefined where it has nothing open. */
export async function getDrop(ledger: Ledger, id: Pick<Drop, 'route' | 'drop'>): Promise<Drop | undefined> {
  const { Item } = await ledger.client.send(
    new GetCommand({ TableName: ledger.tableName, Key: keyOf(id), ConsistentRead: true }),
  );
  return Item && (withoutKeys(Item) as unknown as Drop);
}

/** Every drop that has, or lately had, pending arrivals. */
export const openDrops = (ledger: Ledger): AsyncGenerator<Drop> => openRows<Drop>(ledger, OPEN_DROPS);

/**
 * Starts the drop's counts anew after its files were planned, with those that were recorded and not seen yet;
 * false where a batch came in between.
 */
export const closeDrop = (ledger: Ledger, drop: Drop, unseen: number): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(drop),
        UpdateExpression:
          'SET fileCount = :unseen, #bytes = :zero ADD version :one, knownVersion :one REMOVE batchesSince, firstRecordedAt, firstSeenAt, marker, markerSequencer, markedAt, hasManifestBelow, isIncompleteTold, hiddenObjects, hiddenExample',
        ConditionExpression: 'version = :version',
        ExpressionAttributeNames: { '#bytes': 'bytes' },
        ExpressionAttributeValues: { ':unseen': unseen, ':zero': 0, ':one': 1, ':version': drop.version },
      }),
    ),
  );

/** Notes that no file of a drop waits in a batch any more; false where one came in between. */
export const endBatches = (ledger: Ledger, drop: Drop): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(drop),
        UpdateExpression: 'ADD version :one, knownVersion :one REMOVE batchesSince',
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':one': 1, ':version': drop.version },
      }),
    ),
  );

/** Forgets a drop that stayed empty; false where a batch came in between. */
export const forgetDrop = (ledger: Ledger, drop: Drop): Promise<boolean> =>
  written(
    ledger.client.send(
      new DeleteCommand({
        TableName: ledger.tableName,
        Key: keyOf(drop),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': drop.version },
      }),
    ),
  );

/** Remembers that a drop’s "Drop Incomplete" event was sent; until another marker comes. */
export async function markIncompleteSent(ledger: Ledger, drop: Drop): Promise<void> {
  await written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(drop),
        UpdateExpression: 'SET isIncompleteTold = :yes',
        ConditionExpression: 'markedAt = :markedAt',
        ExpressionAttributeValues: { ':yes': true, ':markedAt': drop.markedAt ?? 0 },
      }),
    ),
  );
}
