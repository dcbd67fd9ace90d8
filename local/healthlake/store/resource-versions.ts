import { RESOURCE_TYPES, typeNumber } from '../../../fhir/index.ts';
import { boundLimit } from '../../ground/index.ts';
import type { VersionPlace } from './schema.ts';
import { PLACE_COLUMNS } from './schema.ts';
import type { RowOfResource } from './past-version.ts';
import type { FhirStore, StoredResource } from './store.ts';
import { IS_THERE } from './store.ts';
import type { WrittenVersion } from './version-rows.ts';
import type { VersionHistory } from './version-history.ts';
import { versionHistory } from './version-history.ts';

/** A version of a resource; one without a body is its deletion. */
export type ResourceVersion = StoredResource;

export const isDeletion = ({ body }: ResourceVersion): boolean => body.length === 0;

/** The versions of resources, and what the REST API asks of the store beside reading and writing. */
export interface ResourceVersions {
  /** Runs synchronous work in one transaction: what it reads is what it writes over. */
  atomically: <T>(work: () => T) => T;
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
  write(datastoreId: string, resourceType: string, id: string, body: Uint8Array, now: number): WrittenVersion;
  /** Makes a deletion the newest version of a resource that is there. */
  remove(datastoreId: string, resourceType: string, id: string, now: number): WrittenVersion;
  /** Up to `limit` resources of a type behind an id, ordered by id; deleted ones are left out. */
  behind(datastoreId: string, resourceType: string, id: string, limit: number): StoredResource[];
  /** The row of the newest version, where that is no deletion: what an index has it under. */
  rowOf(datastoreId: string, resourceType: string, id: string): number | undefined;
  /** The versions of rows, in their order; without those that are gone. */
  atRows(resourceType: string, rows: readonly RowOfResource[]): (ResourceVersion & RowOfResource)[];
  /** When the first version was written, epoch milliseconds. */
  created(datastoreId: string, resourceType: string, id: string): number | undefined;
  /** The data store's number, as an index has it; 0 of one that holds nothing. */
  storeNumber(datastoreId: string): number;
  /** What was created under an idempotency key. */
  createdUnder(datastoreId: string, idempotencyKey: string): { resourceType: string; id: string } | undefined;
  noteCreation(datastoreId: string, resourceType: string, id: string, idempotencyKey: string): void;
  history: VersionHistory;
}

/** As a list: to have SQLite make an object of it takes longer than to find it. */
type Columns = [
  previous: number | null,
  version: number,
  lastUpdated: number,
  segment: number,
  start: number,
  length: number,
  versionPlace: number,
];

const EMPTY = new Uint8Array();

interface Row extends VersionPlace {
  previous: number | null;
}

function placeIn(found: unknown): Row | undefined {
  if (!found) return undefined;
  const [previous, version, lastUpdated, segment, start, length, versionPlace] = found as Columns;
  return { previous, version, lastUpdated, segment, start, length, versionPlace };
}

/** @param requireThere throws where there is no such data store any more; asked by each write, in its own transaction */
export function resourceVersions(
  store: FhirStore,
  requireThere: (datastoreId: string) => void = () => undefined,
): ResourceVersions {
  const { database } = store;
  const columns = `v.previous, ${PLACE_COLUMNS}`;
  const newest = database.prepare(`
    SELECT ${columns} FROM newest JOIN versions AS v ON v.row = newest.row
    WHERE newest.store = ? AND newest.type = ? AND newest.id = ?`);
  const byRow = database.prepare(`SELECT ${columns} FROM versions AS v WHERE v.row = ?`);
  for (const each of [newest, byRow]) each.setReturnArrays(true);
  const behind = database.prepare(`
    SELECT newest.id, ${PLACE_COLUMNS} FROM newest JOIN versions AS v ON v.row = newest.row
    WHERE newest.store = ? AND newest.type = ? AND newest.id > ? AND ${IS_THERE} ORDER BY newest.id ${boundLimit('?')}`);
  const newestRow = database.prepare(`
    SELECT newest.row FROM newest JOIN versions AS v ON v.row = newest.row
    WHERE newest.store = ? AND newest.type = ? AND newest.id = ? AND ${IS_THERE}`);
  const created = database.prepare('SELECT type, id FROM creations WHERE store = ? AND idempotency_key = ?');
  const note = database.prepare(
    'INSERT INTO creations (store, type, id, idempotency_key) VALUES (?, ?, ?, ?)',
  );

  type Numbers = [store: number, type: number];
  const numbersOf = (datastoreId: string, resourceType: string): Numbers => [
    store.existing(datastoreId),
    typeNumber(resourceType) ?? -1,
  ];
  /** For a write, which may be the data store's first. */
  const numbersIn = (datastoreId: string, resourceType: string): Numbers => {
    requireThere(datastoreId);
    return [store.storeNumber(datastoreId), typeNumber(resourceType) ?? -1];
  };
  const contentOf = (
    resourceType: string,
    id: string,
    { version, lastUpdated, versionPlace, ...place }: VersionPlace,
  ): ResourceVersion => ({ resourceType, id, version, lastUpdated, versionPlace, body: store.bodyAt(place) });

  /** The first version that is looked for, from the newest back. */
  const find = (
    [datastoreId, resourceType, id]: [datastoreId: string, resourceType: string, id: string],
    isSought: (row: Row) => boolean,
  ): ResourceVersion | undefined => {
    let row = placeIn(newest.get(...numbersOf(datastoreId, resourceType), id));
    while (row && !isSought(row)) row = placeIn(byRow.get(row.previous));
    return row && contentOf(resourceType, id, row);
  };

  return {
    atomically: (work) => store.atomically(work),
    newest: (...named) => find(named, () => true),
    version(datastoreId, resourceType, id, version) {
      const found = find([datastoreId, resourceType, id], (row) => row.version <= version);
      return found?.version === version ? found : undefined;
    },
    newestContent: (...named) => find(named, ({ length }) => length > 0),
    write: (datastoreId, resourceType, id, body, now) =>
      store.atomically(() =>
        store.upsert(...numbersIn(datastoreId, resourceType), id, body, Math.round(now)),
      ),
    remove: (datastoreId, resourceType, id, now) =>
      store.atomically(() => store.remove(...numbersIn(datastoreId, resourceType), id, Math.round(now))),
    behind: (datastoreId, resourceType, id, limit) =>
      behind
        .all(...numbersOf(datastoreId, resourceType), id, limit)
        .map((row) => contentOf(resourceType, String(row.id), row as unknown as VersionPlace)),
    rowOf(datastoreId, resourceType, id) {
      const found = newestRow.get(...numbersOf(datastoreId, resourceType), id);
      return found && Number(found.row);
    },
    atRows(resourceType, rows) {
      const found: (RowOfResource & VersionPlace)[] = [];
      for (const { row, id } of rows) {
        const place = placeIn(byRow.get(row));
        if (place) found.push({ row, id, ...place });
      }
      const bodies = store.bodiesAt(found);
      return found.map(({ row, id, version, lastUpdated, versionPlace }, at) => {
        const body = bodies[at] ?? EMPTY;
        return { row, resourceType, id, version, lastUpdated, versionPlace, body };
      });
    },
    created: (...named) => find(named, ({ previous }) => previous === null)?.lastUpdated,
    storeNumber: (datastoreId) => store.existing(datastoreId),
    createdUnder(datastoreId, idempotencyKey) {
      const row = created.get(store.existing(datastoreId), idempotencyKey) as
        { type: number; id: string } | undefined;
      return row && { resourceType: RESOURCE_TYPES[row.type] ?? '', id: row.id };
    },
    noteCreation(datastoreId, resourceType, id, idempotencyKey) {
      note.run(...numbersIn(datastoreId, resourceType), id, idempotencyKey);
    },
    history: versionHistory(store),
  };
}
