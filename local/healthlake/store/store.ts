import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../ground/index.ts';
import { RESOURCE_TYPES, typeNumber } from '../../../fhir/index.ts';
import type { Appender, Writer } from './appender.ts';
import { createAppender } from './appender.ts';
import type { Followed } from './atomically.ts';
import { atomically } from './atomically.ts';
import { PLACE_COLUMNS, SCHEMA, STORE_FILE, deletionsOf } from './schema.ts';
import type { BodyPlace, VersionPlace } from './schema.ts';
import { readTogether } from './read-together.ts';
import { removedStores } from './removed-stores.ts';
import type { SegmentFiles } from './segment-files.ts';
import { segmentFiles } from './segment-files.ts';
import type { VersionRows, WrittenVersion } from './version-rows.ts';
import { versionRows } from './version-rows.ts';

/** A version of a resource. */
export interface StoredResource {
  resourceType: string;
  id: string;
  /** 1 for a resource that was written once. */
  version: number;
  /** Epoch milliseconds. */
  lastUpdated: number;
  /** The resource as it was given, byte for byte; its meta may name another version. */
  body: Uint8Array;
  /** Where its version goes in it, where that is known (fhir: version-place.ts). */
  versionPlace?: number;
}

/** The resources of all data stores: their lines in segments, and in `fhir.sqlite` where each version lies. */
export interface FhirStore {
  /** For those who keep their own tables beside the resources, to commit with them. */
  database: DatabaseSync;
  segments: SegmentFiles;
  /** Where lines are appended, and their rows: for those who store many at once. */
  appender: Appender;
  rows: VersionRows;
  /**
   * Has one listener told when a transaction of `atomically` is about to commit and when it has ended, also one that is rolled back within another,
   * and when a data store is gone.
   */
  follow(listener: (what: Followed) => void): void;
  /** Runs synchronous work in one transaction: what it wrote with `upsert` is on the disk when it commits. Nested calls join the outer one. */
  atomically<T>(work: () => T): T;
  /** Number of the data store that `upsert` and its kin take; made on first use. Who calls knows that there is such a data store. */
  storeNumber(datastoreId: string): number;
  /** The same of a data store that is known; 0 of another. */
  existing(datastoreId: string): number;
  /**
   * Writes a resource by type and id: version 1 when it is new, the next version otherwise; those before stay readable
   * (resource-versions.ts). To be called in `atomically`.
   * @param type the resource type's number (resource-types.ts)
   * @param now epoch milliseconds
   */
  upsert(store: number, type: number, id: string, body: Uint8Array, now: number): WrittenVersion;
  /** Makes a deletion the newest version of a resource; in `atomically`. */
  remove(store: number, type: number, id: string, now: number): WrittenVersion;
  /** Undefined for a resource that was never there, and for one that is deleted. */
  read(datastoreId: string, resourceType: string, id: string): StoredResource | undefined;
  /** The bytes of a version; none of a deletion. */
  bodyAt(place: BodyPlace): Buffer;
  /** The same of several: those that lie together are read at once. */
  bodiesAt(places: readonly BodyPlace[]): Buffer[];
  /** The types that a data store holds resources of, deleted ones included, in the order of their names. */
  types(datastoreId: string): string[];
  /** Where the resources of one type lie, in the order of their last writes. */
  places(datastoreId: string, resourceType: string): Iterable<VersionPlace>;
  /** The segments of a data store. */
  segmentsOf(datastoreId: string): number[];
  /** How many resources of each type a data store holds; types it has none of are left out. */
  counts(datastoreId: string): Record<string, number>;
  /** Forgets a data store and all its resources; its segments go at once, of its rows the first (removed-stores.ts). */
  removeStore(datastoreId: string): void;
  /** Removes more rows of such data stores, some milliseconds' work. @returns whether there may be more */
  removeMore(): boolean;
  /** Removes what a process that was killed left behind. For the one that opens the state folder, before others do. */
  sweep(): void;
  /** Carries SQLite's log into its file and empties it, where nobody reads it and there is room. */
  settle(): void;
  close(): void;
}

/** A WAL of up to 16 MB: pages of `newest` that change with every batch reach the file less often. */
const WAL_PAGES = 4096;
/** A deleted resource keeps its row: its versions go on where it is written again. */
export const IS_THERE = 'v.length > 0';

const LINE_FEED = Uint8Array.of(10);

export interface StoreOptions {
  /** What the connection may keep of the file in memory, bytes. */
  cacheBytes?: number;
  writer?: Writer;
  /** In place of STORE_FILE. */
  file?: string;
}

/** Opens the store. Several threads may hold it open: each has its own connection, one commits at a time. */
export function openStore(
  stateFolder: string,
  { cacheBytes = 4 * 1024 * 1024, writer = 'request', file = STORE_FILE }: StoreOptions = {},
): FhirStore {
  const database = openDatabase(stateFolder, file);
  database.exec(
    `PRAGMA cache_size = -${Math.ceil(cacheBytes / 1024)}; PRAGMA wal_autocheckpoint = ${WAL_PAGES}; ${SCHEMA}`,
  );
  const segments = segmentFiles(stateFolder);
  const appender = createAppender(database, segments, writer);
  const rows = versionRows(database);
  const removed = removedStores(database);

  const findStore = database.prepare('SELECT store FROM stores WHERE datastore_id = ?');
  const addStore = database.prepare('INSERT INTO stores (datastore_id) VALUES (?) RETURNING store');
  const ofType = `FROM newest JOIN versions AS v ON v.row = newest.row WHERE newest.store = ?`;
  const readOne = database.prepare(
    `SELECT ${PLACE_COLUMNS} ${ofType} AND newest.type = ? AND newest.id = ? AND ${IS_THERE}`,
  );
  const types = database.prepare('SELECT DISTINCT type FROM newest WHERE store = ? ORDER BY type');
  const countByType = database.prepare(
    `SELECT newest.type, count(*) AS count ${ofType} AND ${IS_THERE} GROUP BY newest.type ORDER BY newest.type`,
  );
  const segmentsOf = database.prepare('SELECT segment FROM segments WHERE store = ? ORDER BY segment');

  const known = new Map<string, number>();
  const stored = (datastoreId: string): number =>
    (findStore.get(datastoreId) as { store: number } | undefined)?.store ?? 0;
  /** A number that was committed is never another's, so that it is remembered until the data store goes. */
  const existing = (datastoreId: string): number => {
    const number = known.get(datastoreId) ?? stored(datastoreId);
    if (number > 0 && !database.isTransaction) known.set(datastoreId, number);
    return number;
  };
  let tell: Parameters<FhirStore['follow']>[0] = () => undefined;
  const bodyAt: FhirStore['bodyAt'] = ({ segment, start, length }) => {
    const body = Buffer.allocUnsafeSlow(length);
    if (length > 0) segments.read(segment, start, body);
    return body;
  };

  return {
    database,
    segments,
    appender,
    rows,
    follow(listener) {
      tell = listener;
    },
    atomically: atomically(database, appender, (what) => {
      tell(what);
    }),
    storeNumber: (datastoreId) =>
      stored(datastoreId) || (addStore.get(datastoreId) as unknown as { store: number }).store,
    existing,
    upsert(store, type, id, body, now) {
      const { segment, start } = appender.append(store, [body, LINE_FEED], body.length + 1);
      return rows.addOne(store, segment, { type, id, start, length: body.length }, now);
    },
    remove: (store, type, id, now) =>
      rows.addOne(store, deletionsOf(store), { type, id, start: 0, length: 0 }, now),
    read(datastoreId, resourceType, id) {
      const place = readOne.get(existing(datastoreId), typeNumber(resourceType) ?? -1, id) as
        VersionPlace | undefined;
      return (
        place && {
          resourceType,
          id,
          version: place.version,
          lastUpdated: place.lastUpdated,
          body: bodyAt(place),
        }
      );
    },
    bodyAt,
    bodiesAt: (places) => readTogether(segments, places),
    *places(datastoreId, resourceType) {
      const statement = database.prepare(`
        SELECT ${PLACE_COLUMNS} FROM versions AS v
        WHERE v.row IN (SELECT row FROM newest WHERE store = ? AND type = ?) AND ${IS_THERE} ORDER BY v.row`);
      yield* statement.iterate(
        existing(datastoreId),
        typeNumber(resourceType) ?? -1,
      ) as Iterable<unknown> as Iterable<VersionPlace>;
    },
    segmentsOf: (datastoreId) => segmentsOf.all(existing(datastoreId)).map(({ segment }) => Number(segment)),
    types: (datastoreId) =>
      types.all(existing(datastoreId)).map(({ type }) => RESOURCE_TYPES[Number(type)] ?? ''),
    counts(datastoreId) {
      const counted = countByType.all(existing(datastoreId)) as unknown as { type: number; count: number }[];
      return Object.fromEntries(counted.map(({ type, count }) => [RESOURCE_TYPES[type] ?? '', count]));
    },
    removeStore(datastoreId) {
      const store = stored(datastoreId);
      if (store === 0) return;
      const gone = removed.add(store);
      known.delete(datastoreId);
      appender.leave(store);
      segments.remove(gone);
      tell('removed');
    },
    removeMore: () => database.isOpen && removed.next(),
    sweep() {
      database.exec('DELETE FROM segments WHERE store NOT IN (SELECT store FROM stores)');
      const lengths = database.prepare('SELECT segment, bytes FROM segments').all();
      segments.sweep(new Map(lengths.map(({ segment, bytes }) => [Number(segment), Number(bytes)])));
    },
    settle() {
      try {
        database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
      } catch {
        // What is in the log is as good there.
      }
    },
    close() {
      appender.close();
      segments.close();
      if (database.isOpen) database.close();
    },
  };
}
