import type { DatabaseSync } from 'node:sqlite';
import { openDatabase, transaction } from '../../ground/index.ts';
import { RESOURCE_TYPES, typeNumber } from '../../../fhir/index.ts';

/** The current version of a resource. */
export interface StoredResource {
  resourceType: string;
  id: string;
  /** 1 for a resource that was written once. */
  version: number;
  /** Epoch milliseconds. */
  lastUpdated: number;
  /** The resource as it was given, byte for byte; its meta may name another version. */
  body: Uint8Array;
}

/** The resources of all data stores, in `fhir.sqlite` of the state folder. */
export interface FhirStore {
  /** For those who keep their own tables beside the resources, to commit with them. */
  database: DatabaseSync;
  /** Number of the data store that `upsert` and its kin take; made on first use. */
  storeNumber(datastoreId: string): number;
  /**
   * Writes a resource by type and id: version 1 when it is new, the next version otherwise, the version before it
   * being kept (resource-versions.ts). To be called in a transaction.
   * @param type the resource type's number (resource-types.ts)
   * @param now epoch milliseconds
   * @returns the version written
   */
  upsert(store: number, type: number, id: string, body: Uint8Array, now: number): number;
  /** Undefined for a resource that was never there, and for one that is deleted. */
  read(datastoreId: string, resourceType: string, id: string): StoredResource | undefined;
  /** The types that a data store holds resources of, deleted ones included, in the order of their names. */
  types(datastoreId: string): string[];
  /** The resources of one type in the order they were first written, read one by one. */
  iterate(datastoreId: string, resourceType: string): Iterable<StoredResource>;
  /** How many resources of each type a data store holds; types it has none of are left out. */
  counts(datastoreId: string): Record<string, number>;
  /** Forgets a data store and all its resources. */
  removeStore(datastoreId: string): void;
  close(): void;
}

export const STORE_FILE = 'fhir.sqlite';

/** A WAL of up to 64 MB: pages of the index that change with every batch reach the file less often. */
const WAL_PAGES = 4096;

/** A rowid table with a unique index takes inserts several times faster than a table clustered by its key. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS stores (store INTEGER PRIMARY KEY, datastore_id TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS resources (
    row INTEGER PRIMARY KEY,
    store INTEGER NOT NULL,
    type INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    last_updated INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS resources_by_id ON resources (store, type, id);
  CREATE TABLE IF NOT EXISTS past_versions (
    row INTEGER PRIMARY KEY,
    store INTEGER NOT NULL,
    type INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    last_updated INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS past_versions_by_id ON past_versions (store, type, id, version);
  CREATE TABLE IF NOT EXISTS creations (
    store INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL,
    type INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (store, idempotency_key)
  ) STRICT;
`;

/** The tables that hold something of each data store. */
const TABLES = ['resources', 'past_versions', 'creations', 'stores'];

/** A deleted resource keeps its row, with no body: its versions go on where it is written again. */
const IS_THERE = 'length(body) > 0';

/** Keeps the current version of a resource, before another takes its place. */
export const KEEP_VERSION = `
  INSERT INTO past_versions (store, type, id, version, last_updated, body)
  SELECT store, type, id, version, last_updated, body FROM resources WHERE store = ? AND type = ? AND id = ?`;

interface ResourceRow {
  id: string;
  version: number;
  last_updated: number;
  body: Uint8Array;
}

/**
 * Opens the store. Several threads may hold it open: each has its own connection, one writes at a time.
 * @param cacheBytes what the connection may keep of the file in memory
 */
export function openStore(stateFolder: string, cacheBytes = 4 * 1024 * 1024): FhirStore {
  const database = openDatabase(stateFolder, STORE_FILE, 16 * 1024);
  database.exec(
    `PRAGMA cache_size = -${Math.ceil(cacheBytes / 1024)}; PRAGMA wal_autocheckpoint = ${WAL_PAGES}; ${SCHEMA}`,
  );

  const findStore = database.prepare('SELECT store FROM stores WHERE datastore_id = ?');
  const addStore = database.prepare('INSERT INTO stores (datastore_id) VALUES (?) RETURNING store');
  const insert = database.prepare(`
    INSERT INTO resources (store, type, id, version, last_updated, body) VALUES (?, ?, ?, 1, ?, ?)
    ON CONFLICT DO NOTHING`);
  const update = database.prepare(`
    UPDATE resources SET version = version + 1, last_updated = ?, body = ?
    WHERE store = ? AND type = ? AND id = ? RETURNING version`);
  const keep = database.prepare(KEEP_VERSION);
  const columns = 'id, version, last_updated, body';
  const readOne = database.prepare(
    `SELECT ${columns} FROM resources WHERE store = ? AND type = ? AND id = ? AND ${IS_THERE}`,
  );
  const types = database.prepare('SELECT DISTINCT type FROM resources WHERE store = ? ORDER BY type');
  const countByType = database.prepare(
    `SELECT type, count(*) AS count FROM resources WHERE store = ? AND ${IS_THERE} GROUP BY type ORDER BY type`,
  );

  const existing = (datastoreId: string): number =>
    (findStore.get(datastoreId) as { store: number } | undefined)?.store ?? 0;

  return {
    database,
    storeNumber: (datastoreId) =>
      existing(datastoreId) || (addStore.get(datastoreId) as unknown as { store: number }).store,
    // Most resources are new, and one statement that also returned the version would cost them four times as much.
    upsert(store, type, id, body, now) {
      if (insert.run(store, type, id, now, body).changes === 1) return 1;
      keep.run(store, type, id);
      return (update.get(now, body, store, type, id) as unknown as { version: number }).version;
    },
    read(datastoreId, resourceType, id) {
      const row = readOne.get(existing(datastoreId), typeNumber(resourceType) ?? -1, id);
      return row && resourceOf(resourceType, row as unknown as ResourceRow);
    },
    *iterate(datastoreId, resourceType) {
      // Looked up in the order of the rows, each page of the file is read once.
      const statement = database.prepare(`
        SELECT ${columns} FROM (SELECT row FROM resources WHERE store = ? AND type = ? ORDER BY row) AS found
        CROSS JOIN resources ON resources.row = found.row WHERE ${IS_THERE}`);
      for (const row of statement.iterate(existing(datastoreId), typeNumber(resourceType) ?? -1))
        yield resourceOf(resourceType, row as unknown as ResourceRow);
    },
    types: (datastoreId) =>
      types.all(existing(datastoreId)).map(({ type }) => RESOURCE_TYPES[Number(type)] ?? ''),
    counts(datastoreId) {
      const rows = countByType.all(existing(datastoreId)) as unknown as { type: number; count: number }[];
      return Object.fromEntries(rows.map(({ type, count }) => [RESOURCE_TYPES[type] ?? '', count]));
    },
    removeStore(datastoreId) {
      const store = existing(datastoreId);
      transaction(database, () => {
        for (const table of TABLES) database.prepare(`DELETE FROM ${table} WHERE store = ?`).run(store);
      });
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

const resourceOf = (resourceType: string, row: ResourceRow): StoredResource => ({
  resourceType,
  id: row.id,
  version: row.version,
  lastUpdated: row.last_updated,
  body: row.body,
});
