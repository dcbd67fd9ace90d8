import { transaction } from '../../ground/index.ts';
import { RESOURCE_TYPES, typeNumber } from '../../../fhir/index.ts';
import type { FhirStore, StoredResource } from './store.ts';
import { KEEP_VERSION } from './store.ts';

/** A version of a resource; one without a body is its deletion. */
export type ResourceVersion = StoredResource;

export const isDeletion = ({ body }: ResourceVersion): boolean => body.length === 0;

/** The versions of resources, and what the REST API asks of the store beside reading and writing. */
export interface ResourceVersions {
  /** Runs synchronous work in one transaction: what it reads is what it writes over. */
  atomically<T>(work: () => T): T;
  /** The newest version, which may be a deletion. */
  newest(datastoreId: string, resourceType: string, id: string): ResourceVersion | undefined;
  /** One version by its number, from 1 on. */
  version(
    datastoreId: string,
    resourceType: string,
    id: string,
    version: number,
  ): ResourceVersion | undefined;
  /** The newest version that is no deletion. */
  newestContent(datastoreId: string, resourceType: string, id: string): ResourceVersion | undefined;
  /** Writes the next version, or the first. @param now epoch milliseconds */
  write(datastoreId: string, resourceType: string, id: string, body: Uint8Array, now: number): number;
  /** Makes a deletion the newest version of a resource that is there. @returns its number */
  remove(datastoreId: string, resourceType: string, id: string, now: number): number;
  /** Up to `limit` resources of a type behind an id, ordered by id; deleted ones are left out. */
  behind(datastoreId: string, resourceType: string, id: string, limit: number): StoredResource[];
  /** What was created under an idempotency key. */
  createdUnder(datastoreId: string, idempotencyKey: string): { resourceType: string; id: string } | undefined;
  noteCreation(datastoreId: string, resourceType: string, id: string, idempotencyKey: string): void;
}

interface Row {
  id: string;
  version: number;
  last_updated: number;
  body: Uint8Array;
}

export function resourceVersions(store: FhirStore): ResourceVersions {
  const { database } = store;
  const columns = 'id, version, last_updated, body';
  const named = 'store = ? AND type = ? AND id = ?';
  const newest = database.prepare(`SELECT ${columns} FROM resources WHERE ${named}`);
  const past = database.prepare(`SELECT ${columns} FROM past_versions WHERE ${named} AND version = ?`);
  const pastContent = database.prepare(
    `SELECT ${columns} FROM past_versions WHERE ${named} AND length(body) > 0 ORDER BY version DESC LIMIT 1`,
  );
  const keep = database.prepare(KEEP_VERSION);
  const remove = database.prepare(
    `UPDATE resources SET version = version + 1, last_updated = ?, body = x'' WHERE ${named} RETURNING version`,
  );
  const behind = database.prepare(
    `SELECT ${columns} FROM resources WHERE store = ? AND type = ? AND id > ? AND length(body) > 0 ORDER BY id LIMIT ?`,
  );
  const created = database.prepare('SELECT type, id FROM creations WHERE store = ? AND idempotency_key = ?');
  const note = database.prepare(
    'INSERT INTO creations (store, type, id, idempotency_key) VALUES (?, ?, ?, ?)',
  );

  const numbersOf = (datastoreId: string, resourceType: string): [store: number, type: number] => [
    store.storeNumber(datastoreId),
    typeNumber(resourceType) ?? -1,
  ];
  const one = (resourceType: string, row: unknown): ResourceVersion | undefined =>
    row ? versionOf(resourceType, row as Row) : undefined;

  return {
    atomically: (work) => transaction(database, work),
    newest: (datastoreId, resourceType, id) =>
      one(resourceType, newest.get(...numbersOf(datastoreId, resourceType), id)),
    version(datastoreId, resourceType, id, version) {
      const current = this.newest(datastoreId, resourceType, id);
      if (current?.version === version) return current;
      return one(resourceType, past.get(...numbersOf(datastoreId, resourceType), id, version));
    },
    newestContent(datastoreId, resourceType, id) {
      const current = this.newest(datastoreId, resourceType, id);
      if (!current || !isDeletion(current)) return current;
      return one(resourceType, pastContent.get(...numbersOf(datastoreId, resourceType), id));
    },
    write: (datastoreId, resourceType, id, body, now) =>
      transaction(database, () =>
        store.upsert(...numbersOf(datastoreId, resourceType), id, body, Math.round(now)),
      ),
    remove: (datastoreId, resourceType, id, now) =>
      transaction(database, () => {
        const numbers = numbersOf(datastoreId, resourceType);
        keep.run(...numbers, id);
        return (remove.get(Math.round(now), ...numbers, id) as unknown as Row).version;
      }),
    behind: (datastoreId, resourceType, id, limit) =>
      behind
        .all(...numbersOf(datastoreId, resourceType), id, limit)
        .map((row) => versionOf(resourceType, row as unknown as Row)),
    createdUnder(datastoreId, idempotencyKey) {
      const row = created.get(store.storeNumber(datastoreId), idempotencyKey) as
        { type: number; id: string } | undefined;
      return row && { resourceType: RESOURCE_TYPES[row.type] ?? '', id: row.id };
    },
    noteCreation(datastoreId, resourceType, id, idempotencyKey) {
      note.run(...numbersOf(datastoreId, resourceType), id, idempotencyKey);
    },
  };
}

const versionOf = (resourceType: string, row: Row): ResourceVersion => ({
  resourceType,
  id: row.id,
  version: row.version,
  lastUpdated: row.last_updated,
  body: row.body,
});
