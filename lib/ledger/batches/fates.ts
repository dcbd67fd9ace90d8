import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Arrival } from '../arrival.ts';
import type { Ledger } from '../ledger.ts';
import { forgetting, getRows, withoutKeys, written } from '../ledger.ts';
import { BATCH_ROW } from '../row-keys.ts';

/** Where an arrival stands that was recorded together with others of its drop. */
export interface BatchPlace {
  batchId: string;
  /** From 0. */
  batchIndex: number;
}

/** What became of the places of a batch. Beside these members it has one for each importId: the places that it took. */
interface StoredFates {
  taken?: Set<number>;
  out?: Set<number>;
  version: number;
}

const fatesKey = (batchId: string) => ({ pk: BATCH_ROW + batchId, sk: 'batch' });

/** What became of places of batches. */
export interface Fates {
  /** The import that has taken the place; `out`: its own row says it; undefined: it waits. */
  of: (place: BatchPlace) => { importId: string } | 'out' | undefined;
}

/** Reads what became of batches, consistently, a hundred in a call. */
export async function fatesOf(ledger: Ledger, batches: readonly string[]): Promise<Fates> {
  const rows = await getRows(ledger, batches.map(fatesKey));
  const byBatch = new Map(rows.map((row) => [String(row.pk).slice(BATCH_ROW.length), row]));
  return { of: ({ batchId, batchIndex }) => fateIn(byBatch.get(batchId), batchIndex) };
}

async function readFates(ledger: Ledger, batchId: string): Promise<Record<string, unknown> | undefined> {
  const { Item } = await ledger.client.send(
    new GetCommand({ TableName: ledger.tableName, Key: fatesKey(batchId), ConsistentRead: true }),
  );
  return Item;
}

function fateIn(row: Record<string, unknown> | undefined, index: number): ReturnType<Fates['of']> {
  if (!row) return undefined;
  const { taken, out, version: _version, forgetAt: _forgetAt, ...imports } = withoutKeys(row);
  if ((out as Set<number> | undefined)?.has(index)) return 'out';
  if (!(taken as Set<number> | undefined)?.has(index)) return undefined;
  const [importId = ''] =
    Object.entries(imports).find(([, places]) => (places as Set<number>).has(index)) ?? [];
  return { importId };
}

/** An arrival as its batch says: with the import that has taken it, or as one that its own row alone is about. */
function decided(arrival: Arrival, fate: ReturnType<Fates['of']>): Arrival {
  if (fate === undefined) return arrival;
  if (fate !== 'out') return { ...arrival, state: 'assigned', importId: fate.importId };
  const { batchId: _batch, batchIndex: _index, ...itself } = arrival;
  return { ...itself, leftBatch: true };
}

/** Where an arrival stands in its batch; undefined where its own row alone is about it. */
export const placeIn = ({ batchId, batchIndex }: Arrival): BatchPlace | undefined =>
  batchId === undefined || batchIndex === undefined ? undefined : { batchId, batchIndex };

/** The same, by what was read of its batch. */
export const asDecidedBy = (fates: Fates, arrival: Arrival): Arrival => {
  const place = placeIn(arrival);
  return place ? decided(arrival, fates.of(place)) : arrival;
};

/** One arrival as its batch says, read consistently; those of no batch as they are. */
export async function asDecided(ledger: Ledger, arrival: Arrival): Promise<Arrival> {
  const place = placeIn(arrival);
  return place ? decided(arrival, fateIn(await readFates(ledger, place.batchId), place.batchIndex)) : arrival;
}

/** The same of many: a call for every hundred batches. */
export async function allAsDecided(ledger: Ledger, arrivals: readonly Arrival[]): Promise<Arrival[]> {
  const batches = new Set(arrivals.flatMap(({ batchId }) => batchId ?? []));
  if (batches.size === 0) return [...arrivals];
  const fates = await fatesOf(ledger, [...batches]);
  return arrivals.map((arrival) => asDecidedBy(fates, arrival));
}

/**
 * Takes an arrival out of its batch, so that its own row decides; true also where it is out already, false where an import
 * has it.
 */
export const leaveBatch = (ledger: Ledger, { batchId, batchIndex }: BatchPlace): Promise<boolean> => {
  const { set, values } = forgetting(ledger, FATES_LONGER_DAYS);
  return written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: fatesKey(batchId),
        UpdateExpression: `${set && `SET ${set.slice(2)} `}ADD #out :places, version :one`,
        ConditionExpression: 'attribute_not_exists(taken) OR NOT contains(taken, :place)',
        ExpressionAttributeNames: { '#out': 'out' },
        ExpressionAttributeValues: {
          ':places': new Set([batchIndex]),
          ':place': batchIndex,
          ':one': 1,
          ...values,
        },
      }),
    ),
  );
};

/** A batch's fates outlive its files' rows: without them those would seem to wait. */
const FATES_LONGER_DAYS = 14;

/**
 * Gives places of a batch to an import, all or none; true also where it has them already. Nearly always nobody has touched the
 * batch before: then it is one call.
 */
export async function takeFromBatch(
  ledger: Ledger,
  importId: string,
  batchId: string,
  places: ReadonlySet<number>,
): Promise<boolean> {
  let seen: StoredFates | undefined;
  for (;;) {
    const { set, values } = forgetting(ledger, FATES_LONGER_DAYS);
    const taken = await written(
      ledger.client.send(
        new UpdateCommand({
          TableName: ledger.tableName,
          Key: fatesKey(batchId),
          UpdateExpression: `${set && `SET ${set.slice(2)} `}ADD taken :places, #import :places, version :one`,
          ConditionExpression: seen ? 'version = :seen' : 'attribute_not_exists(pk)',
          ExpressionAttributeNames: { '#import': importId },
          ExpressionAttributeValues: {
            ':places': new Set(places),
            ':one': 1,
            ...(seen && { ':seen': seen.version }),
            ...values,
          },
        }),
      ),
    );
    if (taken) return true;
    const row = await readFates(ledger, batchId);
    if (!row) continue;
    seen = row as unknown as StoredFates;
    const own = row[importId] as ReadonlySet<number> | undefined;
    const others = [...places].filter((place) => own?.has(place) !== true);
    if (others.length === 0) return true;
    if (others.some((place) => seen?.taken?.has(place) === true || seen?.out?.has(place) === true))
      return false;
  }
}
