/** The file of the state folder that says where the versions of all resources lie. */
export const STORE_FILE = 'fhir.sqlite';

/**
 * What is stored of the resources. Their bytes lie in segments (segment-files.ts); each version is a row that says where, and `newest` has
 * the row of each resource's newest version. Rows are only added, and their numbers only rise: what follows the store (an index for
 * searches) needs no more than the number of the last row that it has seen. A deletion is a version of no length, of which a data store has an index.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS stores (
    store INTEGER PRIMARY KEY AUTOINCREMENT,
    datastore_id TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE IF NOT EXISTS segments (
    segment INTEGER PRIMARY KEY AUTOINCREMENT,
    store INTEGER NOT NULL,
    writer TEXT NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS versions (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    previous INTEGER,
    version INTEGER NOT NULL,
    last_updated INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    version_place INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS deletions ON versions (segment) WHERE length = 0;
  CREATE TABLE IF NOT EXISTS newest (
    store INTEGER NOT NULL,
    type INTEGER NOT NULL,
    id TEXT NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (store, type, id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS removed_stores (store INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS creations (
    store INTEGER NOT NULL,
    idempotency_key TEXT NOT NULL,
    type INTEGER NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (store, idempotency_key)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS transactions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    store INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    asked TEXT NOT NULL,
    body BLOB NOT NULL,
    answer_status INTEGER,
    answer BLOB,
    ended_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS open_transactions ON transactions (number) WHERE status <> 'ENDED';
  CREATE INDEX IF NOT EXISTS ended_transactions ON transactions (ended_at) WHERE ended_at IS NOT NULL;
`;

/** Deletions lie in no segment: in place of its number they have this of their data store. */
export const deletionsOf = (store: number): number => -store;

/** Where a version lies. */
export interface VersionPlace {
  /** 1 for a resource that was written once. */
  version: number;
  /** Epoch milliseconds. */
  lastUpdated: number;
  segment: number;
  /** Bytes from the segment's start. */
  start: number;
  /** Bytes; 0 for a deletion. */
  length: number;
  /** Where its version goes in it (fhir: version-place.ts). */
  versionPlace: number;
}

/** Of `versions` as v: whether there was no version before it, or a deletion. */
export const IS_NEW = 'ifnull((SELECT b.length = 0 FROM versions AS b WHERE b.row = v.previous), 1)';

/** Where the bytes of a version lie. */
export type BodyPlace = Pick<VersionPlace, 'segment' | 'start' | 'length'>;

/** The columns of a VersionPlace, of `versions` as v. */
export const PLACE_COLUMNS =
  'v.version, v.last_updated AS lastUpdated, v.segment, v.start, v.length, v.version_place AS versionPlace';
