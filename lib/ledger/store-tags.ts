import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from './ledger.ts';
import { getRows, withoutKeys } from './ledger.ts';

/** A fact about a data store's tags that is told once: as long as it stays the same it is the same fact. */
export interface ToldFact {
  /** What it says, in a form that can be compared; '' where there is nothing to tell. */
  fact: string;
  /** How many there have been of this data store. */
  sequence: number;
  told: boolean;
}

/** What was last read of a data store's tags. */
export interface StoreTags {
  datastoreId: string;
  /** Epoch milliseconds. */
  readAt: number;
  /** The value of `inlet:route`; absent where the store has no such tag. */
  route?: string;
  drift: ToldFact;
  refusal: ToldFact;
}

/** A route that a data store's tag makes. */
export interface TagRoute {
  prefix: string;
  datastoreId: string;
}

const keyOf = (datastoreId: string) => ({ pk: `TAGS#${datastoreId}`, sk: 'tags' });
const ROUTES = { pk: 'TAGROUTES', sk: 'routes' };

/** Those of them that were read before, in one consistent read for every hundred. */
export async function storeTags(
  ledger: Ledger,
  datastoreIds: readonly string[],
): Promise<Map<string, StoreTags>> {
  const rows = await getRows(ledger, datastoreIds.map(keyOf));
  return new Map(
    rows.map((row) => {
      const tags = withoutKeys(row) as unknown as StoreTags;
      return [tags.datastoreId, tags];
    }),
  );
}

/** Keeps what was read. Whoever writes holds the lease of the run, and writes the same after a death. */
export async function putStoreTags(ledger: Ledger, tags: StoreTags): Promise<void> {
  await ledger.client.send(
    new PutCommand({ TableName: ledger.tableName, Item: { ...keyOf(tags.datastoreId), ...tags } }),
  );
}

/** The routes that tags make now: one read, however many there are. */
export async function tagRoutes(ledger: Ledger): Promise<TagRoute[]> {
  const { Item } = await ledger.client.send(
    new GetCommand({ TableName: ledger.tableName, Key: ROUTES, ConsistentRead: true }),
  );
  return (Item?.routes as TagRoute[] | undefined) ?? [];
}

export async function putTagRoutes(ledger: Ledger, routes: readonly TagRoute[]): Promise<void> {
  await ledger.client.send(
    new PutCommand({ TableName: ledger.tableName, Item: { ...ROUTES, routes: [...routes] } }),
  );
}
