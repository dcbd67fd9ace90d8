import type { WithdrawalReason } from '../../events/index.ts';
import { importFileWithdrawn } from '../../events/index.ts';
import type { Arrival } from '../ledger/index.ts';
import { supersedeArrival, withdrawArrival } from '../ledger/index.ts';
import type { Route } from '../routes/index.ts';
import { dropName } from '../routes/index.ts';
import type { KeyVersions } from '../s3/index.ts';
import { versionsOfKeys } from '../s3/index.ts';
import type { DropDeps } from './drop-deps.ts';
import { leftOutFile } from './drop-deps.ts';

/** Files looked for in one go: what a listing says of them is kept in memory. */
const LISTED_AT_A_TIME = 10_000;

/** Files told in one go: a run that dies in between tells no more than these once more. */
const TOLD_AT_A_TIME = 100;

/**
 * Leaves out of a plan that is about to be frozen what somebody has deleted: to import it would put data into the data
 * store that was taken back, of the wrong patient perhaps. S3's events of deletions may be lost; so a listing says it.
 *
 * The "Import File Withdrawn" event leaves before the row is written: a run that dies in between emits it again, with the
 * same eventId.
 * @param files in the order of their keys
 * @returns those that are there
 * @throws Error where the bus did not take an event: then the drop stays open
 */
export async function withdrawGone(
  deps: DropDeps,
  route: Route,
  files: readonly Arrival[],
): Promise<Arrival[]> {
  const kept: Arrival[] = [];
  for (let from = 0; from < files.length; from += LISTED_AT_A_TIME)
    kept.push(...(await keptOf(deps, route, files.slice(from, from + LISTED_AT_A_TIME))));
  return kept;
}

async function keptOf(deps: DropDeps, route: Route, files: readonly Arrival[]): Promise<Arrival[]> {
  const keys = files.map(({ key }) => key);
  const found = await versionsOfKeys(deps.s3, deps.inboxBucket, keys);
  const kept: Arrival[] = [];
  const gone: { arrival: Arrival; reason: WithdrawalReason }[] = [];
  for (const arrival of files) {
    const fate = fateOf(arrival, found.get(arrival.key));
    if (fate === 'there') kept.push(arrival);
    else if (fate === 'overwritten') await supersedeArrival(deps.ledger, arrival);
    else gone.push({ arrival, reason: fate });
  }
  for (let from = 0; from < gone.length; from += TOLD_AT_A_TIME)
    await withdraw(deps, route, gone.slice(from, from + TOLD_AT_A_TIME));
  return kept;
}

/**
 * What became of the object that an arrival is about. A version that is gone for good while its key holds another was
 * overwritten before, if that other one came after it was recorded.
 */
export function fateOf(
  { versionId, recordedAt }: Pick<Arrival, 'versionId' | 'recordedAt'>,
  key: KeyVersions | undefined,
): 'there' | 'overwritten' | WithdrawalReason {
  if (!key?.current) return 'gone';
  if (key.current === 'deleted') return 'deleted';
  if (key.versionIds.has(versionId)) return 'there';
  return key.current.lastModified > recordedAt ? 'overwritten' : 'gone';
}

async function withdraw(
  { ledger, sendEvents, addressOf, now, onLeftOut }: DropDeps,
  route: Route,
  gone: readonly { arrival: Arrival; reason: WithdrawalReason }[],
): Promise<void> {
  const withdrawnAt = new Date(now()).toISOString();
  const address = addressOf(route.datastoreId);
  const events = gone.map(({ arrival, reason }) =>
    importFileWithdrawn(
      {
        bucket: arrival.bucket,
        key: arrival.key,
        versionId: arrival.versionId,
        size: arrival.size,
        etag: arrival.etag,
        sequencer: arrival.sequencer,
        route: route.name,
        drop: dropName(arrival.drop),
        reason,
        recordedAt: new Date(arrival.recordedAt).toISOString(),
        withdrawnAt,
      },
      { ...address, resources: [`arn:aws:s3:::${arrival.bucket}/${arrival.key}`] },
    ),
  );
  const unsent = await sendEvents(events);
  for (const [index, { arrival, reason }] of gone.entries())
    if (!unsent.has(index)) {
      await withdrawArrival(ledger, arrival, reason);
      onLeftOut?.(leftOutFile(arrival, 'withdrawn', reason));
    }
  if (unsent.size > 0) throw new Error('the bus did not take an "Import File Withdrawn" event');
}
