import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from './ledger.ts';
import { written } from './ledger.ts';

/** Who runs, and under which name. */
export interface Lease {
  name: string;
  /** Unique to one run: the invocation's request id. */
  owner: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * How long a lease holds without a sign of life: a crashed owner holds nobody up for longer. A living one
 * renews it three times as often.
 */
const LEASE_MS = 10_000;

/**
 * After so many rounds, or so long, the rest waits for the next tick, which comes within a minute anyway: a run
 * must end within its function's timeout.
 */
const MOST_ROUNDS = 5;
const LONGEST_REPEATING_MS = 60_000;

const keyOf = (lease: Lease) => ({ pk: `LEASE#${lease.name}`, sk: 'lease' });

/**
 * Runs `work` while no other run of this name does. A run that finds the lease taken leaves a note and
 * ends; the owner then works once more, so that what the note was about (a nudge that came just after the
 * owner looked) is not left to the next tick. Returns the rounds' results; none where the lease was taken.
 *
 * A lease saves work, it does not carry correctness: every write names the version of its row.
 */
export async function underLease<T>(ledger: Ledger, lease: Lease, work: () => Promise<T>): Promise<T[]> {
  if (!(await acquire(ledger, lease))) {
    // The owner may have let go between our two writes; then the lease is free now.
    if (await leaveNote(ledger, lease)) return [];
    if (!(await acquire(ledger, lease))) return [];
  }
  const results: T[] = [];
  const startedAt = lease.now();
  const heartbeat = setInterval(() => {
    renew(ledger, lease).catch(() => undefined);
  }, LEASE_MS / 3);
  heartbeat.unref();
  let isReleased = false;
  try {
    do {
      results.push(await work());
      isReleased = await release(ledger, lease);
    } while (
      !isReleased &&
      results.length < MOST_ROUNDS &&
      lease.now() - startedAt < LONGEST_REPEATING_MS &&
      (await takeNote(ledger, lease))
    );
  } finally {
    clearInterval(heartbeat);
    if (!isReleased) await release(ledger, lease, { notesToo: true });
  }
  return results;
}

const acquire = (ledger: Ledger, lease: Lease): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(lease),
        UpdateExpression: 'SET #owner = :me, expiresAt = :until REMOVE again',
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: {
          ':me': lease.owner,
          ':until': lease.now() + LEASE_MS,
          ':now': lease.now(),
        },
      }),
    ),
  );

/** One that cannot be renewed may be taken over; the versions of the rows then decide who writes. */
const renew = (ledger: Ledger, lease: Lease): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(lease),
        UpdateExpression: 'SET expiresAt = :until',
        ConditionExpression: '#owner = :me',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':me': lease.owner, ':until': lease.now() + LEASE_MS },
      }),
    ),
  );

const leaveNote = (ledger: Ledger, lease: Lease): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(lease),
        UpdateExpression: 'SET again = :yes',
        ConditionExpression: 'attribute_exists(pk) AND expiresAt >= :now',
        ExpressionAttributeValues: { ':yes': true, ':now': lease.now() },
      }),
    ),
  );

const takeNote = (ledger: Ledger, lease: Lease): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(lease),
        UpdateExpression: 'REMOVE again',
        ConditionExpression: '#owner = :me AND again = :yes',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':me': lease.owner, ':yes': true },
      }),
    ),
  );

/** Lets go, unless somebody left a note meanwhile (with `notesToo`: even then). */
const release = (ledger: Ledger, lease: Lease, { notesToo = false } = {}): Promise<boolean> =>
  written(
    ledger.client.send(
      new DeleteCommand({
        TableName: ledger.tableName,
        Key: keyOf(lease),
        ConditionExpression: `#owner = :me${notesToo ? '' : ' AND attribute_not_exists(again)'}`,
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':me': lease.owner },
      }),
    ),
  );
