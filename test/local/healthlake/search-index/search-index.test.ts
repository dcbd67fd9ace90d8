import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { createWorkerThreads } from '../../../../fhir/pool/worker-threads.ts';
import { r4Folder } from '../../../../fhir/r4-folder.ts';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';
import { notYet } from '../../../../local/fhir-server/http/fhir-error.ts';
import { whenIndexed } from '../../../../local/fhir-server/search/when-indexed.ts';
import { INDEX_FILE } from '../../../../local/healthlake/search-index/index-schema.ts';
import type { SearchIndex } from '../../../../local/healthlake/search-index/search-index.ts';
import { openSearchIndex } from '../../../../local/healthlake/search-index/search-index.ts';
import type { FhirStore } from '../../../../local/healthlake/store/store.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';
import { temporaryFolder } from '../../../support/cloud.ts';

const DATASTORE = 'd'.repeat(32);
const PATIENT = typeNumber('Patient') ?? 0;
const threads = createWorkerThreads();
afterAll(() => threads.close());

let folder: string;
let remove: () => Promise<void>;
let store: FhirStore;
let index: SearchIndex;

const open = async (): Promise<void> => {
  store = openStore(folder);
  index = openSearchIndex({
    stateFolder: folder,
    r4Folder: await r4Folder(),
    store,
    threads,
    onTrouble(error) {
      throw error;
    },
  });
};
const close = async (): Promise<void> => {
  await index.close();
  store.close();
};

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await open();
});
afterEach(async () => {
  await close();
  await remove();
});

const patient = (id: string, family: string): Buffer =>
  Buffer.from(JSON.stringify({ resourceType: 'Patient', id, name: [{ family }], birthDate: '2000-01-01' }));

const put = (id: string, family: string, in_: FhirStore = store): void => {
  in_.atomically(() => in_.upsert(in_.storeNumber(DATASTORE), PATIENT, id, patient(id, family), 1000));
};

/** What an import does: its own connection, of which the index hears nothing. */
function importLines(count: number, from = 0): void {
  const writer = openStore(folder, { writer: 'import' });
  writer.atomically(() => {
    for (let at = from; at < from + count; at++)
      writer.upsert(
        writer.storeNumber(DATASTORE),
        PATIENT,
        `p${at}`,
        patient(`p${at}`, `Family ${at}`),
        1000,
      );
  });
  writer.close();
}

const families = (): string[] => {
  const { number } = index.table.types.Patient?.find(({ name }) => name === 'family') ?? { number: 0 };
  return index
    .prepare('SELECT value FROM texts WHERE parameter % 65536 = ? ORDER BY value')
    .all(number)
    .map(({ value }) => String(value));
};
const countOf = (table: string): number =>
  Number(index.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
/** Those of its file, free ones included. */
const pages = (): number => Number(index.prepare('PRAGMA page_count').get()?.page_count);
const isIndexed = async (): Promise<void> => {
  index.catchUp();
  await index.settled();
};

describe('a single write', () => {
  test('is in the index when its transaction has committed', () => {
    put('a', 'Berg');
    expect([families(), index.mark()]).toEqual([['Berg'], index.lastRow()]);
    put('a', 'Dahl');
    expect(families()).toEqual(['Dahl']);
    store.atomically(() => store.remove(store.storeNumber(DATASTORE), PATIENT, 'a', 1000));
    expect([families(), countOf('texts'), countOf('ranges'), countOf('resources')]).toEqual([[], 0, 0, 0]);
  });

  test('is found within its transaction, and not once that is rolled back', () => {
    put('a', 'Berg');
    expect(() => {
      store.atomically(() => {
        put('b', 'Dahl');
        expect(index.takeInFew()).toBe(true);
        expect(families()).toEqual(['Berg', 'Dahl']);
        throw new Error('no');
      });
    }).toThrow('no');
    expect(families()).toEqual(['Berg']);
    put('c', 'Elg');
    expect(families()).toEqual(['Berg', 'Elg']);
  });

  test('keeps when the resource was created', () => {
    put('a', 'Berg');
    store.atomically(() =>
      store.upsert(store.storeNumber(DATASTORE), PATIENT, 'a', patient('a', 'Dahl'), 5000),
    );
    expect({ ...index.prepare('SELECT created, updated FROM resources').get() }).toEqual({
      created: 1000,
      updated: 5000,
    });
  });
});

describe('what an import has stored', () => {
  test('is taken in by a thread, up to the mark', async () => {
    importLines(1200);
    expect(index.takeInFew()).toBe(false);
    await isIndexed();
    expect([index.mark(), countOf('resources'), families().length]).toEqual([index.lastRow(), 1200, 1200]);
    // The same once more: all updates.
    importLines(1200);
    await isIndexed();
    expect([countOf('resources'), families().length, countOf('ranges')]).toEqual([1200, 1200, 1200]);
  });

  test('goes on at the mark where a process was killed between rows and index', async () => {
    put('a', 'Berg');
    const mark = index.mark();
    await index.close();
    importLines(3);
    store.close();
    await open();
    expect([index.mark(), families()]).toEqual([mark, ['Berg']]);
    expect(index.takeInFew()).toBe(true);
    expect(families()).toEqual(['Berg', 'Family 0', 'Family 1', 'Family 2']);
  });

  test('twice in one batch is there once', () => {
    importLines(2);
    importLines(2);
    expect(index.takeInFew()).toBe(true);
    expect([families(), countOf('ranges')]).toEqual([['Family 0', 'Family 1'], 2]);
  });
});

describe('an index', () => {
  test('of another version of the generator is made anew', async () => {
    put('a', 'Berg');
    await close();
    const database = new DatabaseSync(join(folder, INDEX_FILE));
    database.exec("UPDATE state SET version = 'older'; UPDATE texts SET value = 'of old'");
    database.close();
    await open();
    expect([index.mark(), families()]).toEqual([0, []]);
    expect(index.takeInFew()).toBe(true);
    expect(families()).toEqual(['Berg']);
  });

  test('that is ahead of the store is made anew', async () => {
    put('a', 'Berg');
    await close();
    const database = new DatabaseSync(join(folder, INDEX_FILE));
    database.exec('UPDATE state SET mark = 99');
    database.close();
    await open();
    expect(index.mark()).toBe(0);
  });

  test('forgets a data store that is deleted', async () => {
    put('a', 'Berg');
    store.removeStore(DATASTORE);
    await index.settled();
    expect([countOf('texts'), countOf('ranges'), countOf('resources')]).toEqual([0, 0, 0]);
  });

  test('gives back to the disk what a data store took in its file', async () => {
    const empty = pages();
    importLines(5000);
    await isIndexed();
    expect(pages()).toBeGreaterThan(4 * empty);
    store.removeStore(DATASTORE);
    await index.settled();
    expect(pages()).toBeLessThan(2 * empty);
  });

  test('does not grow where what was deleted is imported again', async () => {
    const again = async (): Promise<number> => {
      importLines(2000);
      await isIndexed();
      store.atomically(() => {
        for (let at = 0; at < 2000; at++) store.remove(store.storeNumber(DATASTORE), PATIENT, `p${at}`, 1000);
      });
      await isIndexed();
      expect(countOf('texts')).toBe(0);
      return pages();
    };
    const first = await again();
    for (let round = 0; round < 3; round++) expect(await again()).toBeLessThanOrEqual(1.2 * first);
  });
});

describe('a search', () => {
  test('waits until rows are in that were stored before it', async () => {
    importLines(1200);
    let pauses = 0;
    for (const pause of whenIndexed(index, Date.now)) {
      pauses++;
      await pause;
    }
    expect(pauses).toBeGreaterThan(0);
    expect(index.mark()).toBe(index.lastRow());
  });

  test('is 503 with Retry-After where that takes too long, and never answers short', async () => {
    importLines(1200);
    expect(() => [...whenIndexed(index, Date.now, 0)]).toThrow(notYet());
    // By the cloud's clock, which a test can move.
    let now = 0;
    const waiting = whenIndexed(
      { ...index, takeInFew: () => false, mark: () => 0, catchUp: () => undefined },
      () => now,
    );
    expect(waiting.next().done).toBe(false);
    now = 29_999;
    expect(waiting.next().done).toBe(false);
    now = 30_000;
    expect(() => waiting.next()).toThrow(notYet());
    expect([notYet().status, notYet().headers['retry-after']]).toEqual([503, '5']);
    await isIndexed();
    expect([...whenIndexed(index, Date.now, 0)]).toEqual([]);
  });
});
