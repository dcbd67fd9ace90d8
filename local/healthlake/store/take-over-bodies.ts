import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UNKNOWN_PLACE } from '../../../fhir/index.ts';
import { STORE_FILE, deletionsOf } from './schema.ts';
import { SEGMENTS_FOLDER } from './segment-files.ts';
import type { FhirStore } from './store.ts';
import { openStore } from './store.ts';
import type { AppendedLines } from './version-rows.ts';

/** Beside the store's file: what is made of it, until it takes its place. */
const NEXT_FILE = 'fhir-next.sqlite';

/** A version as Inlet stored it until resources came into segments: its bytes in its row. */
interface BodyRow {
  store: number;
  type: number;
  id: string;
  lastUpdated: number;
  body: Uint8Array;
}

/** Versions are taken over in pieces of so many, or of so many bytes. */
const PIECE_ROWS = 1024;
const PIECE_BYTES = 8 * 1024 * 1024;

/** Past versions first: each resource gets its versions in their order, and so the numbers that it had. */
const ALL_BODIES = ['past_versions', 'resources'].map(
  (table) => `SELECT store, type, id, last_updated AS lastUpdated, body FROM old.${table} ORDER BY row`,
);

/** Tables that stay as they are, where they are there. */
const COPIED = ['creations', 'import_files'];

/**
 * Takes over a state folder of a version that kept each resource in a row of SQLite. All goes into new files, and the one that names the
 * others takes the old one's place at the end: a process that is killed meanwhile begins again. It takes as much room as there was.
 */
export function takeOverBodies(stateFolder: string): void {
  const path = join(stateFolder, STORE_FILE);
  if (!existsSync(path) || !hasBodies(path)) return;
  forget(stateFolder);
  try {
    copyAll(stateFolder, path);
  } catch (error) {
    // What it was made of is as it was, and gets its room back.
    forget(stateFolder);
    throw error;
  }
  renameSync(join(stateFolder, NEXT_FILE), path);
}

function copyAll(stateFolder: string, path: string): void {
  const store = openStore(stateFolder, { file: NEXT_FILE });
  const { database } = store;
  try {
    database.prepare('ATTACH ? AS old').run(path);
    store.atomically(() => {
      database.exec('INSERT INTO stores (store, datastore_id) SELECT store, datastore_id FROM old.stores');
      for (const sql of ALL_BODIES)
        for (const rows of pieces(database.prepare(sql).iterate() as Iterable<unknown> as Iterable<BodyRow>))
          add(store, rows);
      for (const table of COPIED) copy(database, table);
    });
    database.exec('DETACH old; PRAGMA journal_mode = DELETE');
  } finally {
    store.close();
  }
}

/** Whether the file is of such a version. Its log is carried into it: it is all that there is then. */
function hasBodies(path: string): boolean {
  const database = new DatabaseSync(path);
  try {
    const found = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'past_versions'").get();
    if (found) database.exec('PRAGMA journal_mode = DELETE');
    return found !== undefined;
  } finally {
    database.close();
  }
}

/** Removes what an attempt left that failed or was killed. */
function forget(stateFolder: string): void {
  for (const name of [NEXT_FILE, `${NEXT_FILE}-wal`, `${NEXT_FILE}-shm`, SEGMENTS_FOLDER])
    rmSync(join(stateFolder, name), { recursive: true, force: true });
}

/** Groups rows that can be written at once: of one data store and one time, and either all deletions or none. */
function* pieces(rows: Iterable<BodyRow>): Generator<BodyRow[]> {
  let piece: BodyRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    const [first] = piece;
    const isLike =
      first?.store === row.store &&
      first.lastUpdated === row.lastUpdated &&
      first.body.length > 0 === row.body.length > 0;
    if (first && !(isLike && piece.length < PIECE_ROWS && bytes < PIECE_BYTES)) {
      yield piece;
      piece = [];
      bytes = 0;
    }
    piece.push(row);
    bytes += row.body.length;
  }
  if (piece.length > 0) yield piece;
}

const LINE_FEED = Uint8Array.of(10);

function add({ appender, rows }: FhirStore, piece: readonly BodyRow[]): void {
  const [{ store, lastUpdated, body } = { store: 0, lastUpdated: 0, body: LINE_FEED }] = piece;
  const isDeletion = body.length === 0;
  const bodies = piece.map((row) => row.body);
  const bytes = bodies.reduce((sum, { length }) => sum + length + 1, 0);
  const { segment, start } = isDeletion
    ? { segment: deletionsOf(store), start: 0 }
    : appender.append(
        store,
        bodies.flatMap((each) => [each, LINE_FEED]),
        bytes,
      );
  const starts: number[] = [];
  bodies.reduce((at, { length }) => (starts.push(at), at + length + 1), start);
  const lines: AppendedLines = {
    types: piece.map(({ type }) => type),
    ids: piece.map(({ id }) => id),
    starts: isDeletion ? piece.map(() => 0) : starts,
    lengths: bodies.map(({ length }) => length),
    versionPlaces: piece.map(() => UNKNOWN_PLACE),
  };
  rows.add(store, segment, lines, lastUpdated);
}

function copy(database: DatabaseSync, table: string): void {
  const made = database.prepare('SELECT sql FROM old.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL');
  const statements = made.all(table).map(({ sql }) => String(sql));
  if (statements.length === 0) return;
  database.exec(`DROP TABLE IF EXISTS main.${table}`);
  for (const sql of statements) database.exec(sql);
  database.exec(`INSERT INTO main.${table} SELECT * FROM old.${table}`);
}
