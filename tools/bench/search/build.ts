import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { WorkerThreads } from '../../../fhir/index.ts';
import { r4Folder, typeNumber } from '../../../fhir/index.ts';
import type { FhirStore, SearchIndex } from '../../../local/healthlake/index.ts';
import { INDEX_FILE, openSearchIndex, openStore } from '../../../local/healthlake/index.ts';
import { processorTime, timed } from '../interleaved.ts';
import { resourceAt } from './data.ts';

export const DATASTORE = 'b'.repeat(32);

/** Resources of one transaction, as an import has. */
const BATCH = 4_096;
/** As much as the index keeps of its file (search-index.ts). */
const CACHE_KIB = 16 * 1024;

/** Resources in a store and in its index, and the same under their keys in a table of SQLite's. */
export interface BuiltStore {
  store: FhirStore;
  index: SearchIndex;
  keyed: DatabaseSync;
  /** Milliseconds of processors: to make and parse them, and to take them into the index. */
  parsing: number;
  indexing: number;
  /** Milliseconds of the clock. */
  indexingClock: number;
  bytes: number;
  indexBytes: number;
  close: () => Promise<void>;
}

export async function buildStore(
  folder: string,
  resources: number,
  threads: WorkerThreads,
): Promise<BuiltStore> {
  const store = openStore(folder);
  const keyed = new DatabaseSync(join(folder, 'keyed.sqlite'));
  keyed.exec(
    `PRAGMA journal_mode = WAL; PRAGMA cache_size = -${CACHE_KIB};
     CREATE TABLE bodies (id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID`,
  );
  let bytes = 0;
  const parsing = await processorTime(() => {
    for (let at = 0; at < resources; at++) {
      const { body } = resourceAt(at);
      bytes += body.length;
      JSON.parse(body.toString('utf8'));
    }
  });
  fill(store, keyed, resources);
  const troubles: unknown[] = [];
  const options = { stateFolder: folder, r4Folder: await r4Folder(), store, threads };
  const index = openSearchIndex({ ...options, onTrouble: (error) => troubles.push(error) });
  let indexing = 0;
  const indexingClock = await timed(async () => {
    indexing = await processorTime(async () => {
      index.catchUp();
      await index.settled();
    });
  });
  if (troubles.length > 0 || index.mark() < index.lastRow())
    throw new Error(`Not all is searchable. ${troubles.map(String).join('; ')}`);
  const indexBytes = readdirSync(folder)
    .filter((name) => name.startsWith(INDEX_FILE))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const close = async (): Promise<void> => {
    await index.close();
    store.close();
    keyed.close();
  };
  return { store, index, keyed, parsing, indexing, indexingClock, bytes, indexBytes, close };
}

/** Stores them as an import does, which knows where a version goes in each line. */
function fill(store: FhirStore, keyed: DatabaseSync, resources: number): void {
  const { appender, rows } = store;
  const add = keyed.prepare('INSERT INTO bodies VALUES (?, ?)');
  const lineFeed = Buffer.from('\n');
  for (let from = 0; from < resources; from += BATCH) {
    keyed.exec('BEGIN');
    store.atomically(() => {
      const number = store.storeNumber(DATASTORE);
      for (let at = from; at < Math.min(from + BATCH, resources); at++) {
        const { type, id, body } = resourceAt(at);
        const { segment, start } = appender.append(number, [body, lineFeed], body.length + 1);
        const behindId = body.indexOf(`"${id}"`) + id.length + 2;
        const line = { types: [typeNumber(type) ?? 0], ids: [id], starts: [start], lengths: [body.length] };
        rows.add(number, segment, { ...line, versionPlaces: [behindId * 2] }, Date.now());
        add.run(`${type}/${id}`, body);
      }
    });
    keyed.exec('COMMIT');
  }
}
