import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { createWorkerThreads } from '../../../fhir/pool/worker-threads.ts';
import { r4Folder } from '../../../fhir/r4-folder.ts';
import { typeNumber } from '../../../fhir/r4/resource-types.ts';
import { sealedTexts } from '../../../local/ground/sealed-texts.ts';
import { pageCursors } from '../../../local/fhir-server/search/page-cursor.ts';
import type { FhirCall } from '../../../local/fhir-server/fhir-call.ts';
import { typeHistory } from '../../../local/fhir-server/interactions/history.ts';
import { searchIndexOpener } from '../../../local/healthlake/search-index/open-when-needed.ts';
import type { SearchIndex } from '../../../local/healthlake/search-index/search-index.ts';
import { openSearchIndex } from '../../../local/healthlake/search-index/search-index.ts';
import { resourceVersions } from '../../../local/healthlake/store/resource-versions.ts';
import type { FhirStore } from '../../../local/healthlake/store/store.ts';
import { openStore } from '../../../local/healthlake/store/store.ts';
import { temporaryFolder } from '../../support/cloud.ts';

const DATASTORE = 'd'.repeat(32);
/** More than are looked at in one piece. */
const RESOURCES = 1201;

const threads = createWorkerThreads();
afterAll(() => threads.close());

let folder: string;
let store: FhirStore;
let index: SearchIndex;
let stop: () => Promise<void>;
let bodiesRead: number;
/** Where the versions lie, in the order of their writes. */
let written: string[];

beforeEach(async () => {
  const temporary = await temporaryFolder();
  ({ folder } = temporary);
  store = openStore(folder);
  index = openSearchIndex({
    ...{ stateFolder: folder, r4Folder: await r4Folder(), store, threads },
    onTrouble(error) {
      throw error;
    },
  });
  stop = async () => {
    await index.close();
    store.close();
    await temporary.remove();
  };
  written = [];
  store.atomically(() => {
    // All ids twice, in orders that are not that of the ids: a page has resources of all pieces.
    for (const step of [7, 11])
      for (let at = 0; at < RESOURCES; at++) {
        const id = `g${(at * step) % RESOURCES}`;
        const body = Buffer.from(JSON.stringify({ resourceType: 'Group', id, quantity: at }));
        store.upsert(store.storeNumber(DATASTORE), typeNumber('Group') ?? 0, id, body, 1000);
        written.push(`Group/${id}/_history/${step === 7 ? 1 : 2}`);
      }
  });
});
afterEach(() => stop());

/** Takes all into the index that is in the store. */
const isIndexed = async (): Promise<void> => {
  index.catchUp();
  await index.settled();
};

/** A page of the history of all groups. @param between what others do while it is read, behind each piece */
function pageOf(query: string, reach: unknown = 'everything', between: () => void = () => undefined) {
  bodiesRead = 0;
  const counting = {
    ...store,
    bodyAt(place: Parameters<FhirStore['bodyAt']>[0]) {
      bodiesRead++;
      return store.bodyAt(place);
    },
  };
  const call = {
    cursors: pageCursors(sealedTexts(new Uint8Array(32))),
    datastore: { datastoreId: DATASTORE },
    endpoint: 'http://localhost/',
    resourceType: 'Group',
    versions: resourceVersions(counting),
    index,
    request: { path: ['Group', '_history'], query: new URLSearchParams(query) },
    reach,
  } as unknown as FhirCall;
  const running = typeHistory(call);
  let pieces = 0;
  let step = running.next();
  for (; step.done !== true; step = running.next()) {
    pieces++;
    between();
  }
  const bundle = JSON.parse(String(step.value.body)) as {
    link: { relation: string; url: string }[];
    entry?: { response: { location: string } }[];
  };
  const next = bundle.link.find(({ relation }) => relation === 'next')?.url;
  return {
    found: (bundle.entry ?? []).map(({ response }) => response.location),
    next: next === undefined ? undefined : new URL(next).search,
    /** Of all resources, that were looked at. */
    pieces,
  };
}

/** All pages, one after the other. */
function allPages(begin: string): { found: string[]; pieces: number[] } {
  const found: string[] = [];
  const pieces: number[] = [];
  for (let query: string | undefined = begin; query !== undefined;) {
    const page = pageOf(query);
    found.push(...page.found);
    expect(bodiesRead).toBe(page.found.length);
    pieces.push(page.pieces);
    query = page.next;
  }
  return { found, pieces };
}

test('the pages of the history of many resources have each version once, the newest first', () => {
  expect(allPages('_count=100').found).toEqual(written.toReversed());
});

test('what is written while a page is read is not in it: it would have of that what belongs to resources that are still to come', () => {
  const body = Buffer.from(JSON.stringify({ resourceType: 'Group' }));
  const type = typeNumber('Group') ?? 0;
  const page = pageOf('_count=3', 'everything', () => {
    store.atomically(() => {
      // The first of all ids, and the last.
      for (const id of ['g0', 'g999']) store.upsert(store.storeNumber(DATASTORE), type, id, body, 2000);
    });
  });
  expect(page.pieces).toBeGreaterThan(1);
  expect(page.found).toEqual(written.slice(-3).reverse());
});

test('those of an index that knows all are the same, and the first look at no more than they have', async () => {
  await isIndexed();
  const { found, pieces } = allPages('_count=100');
  expect(found).toEqual(written.toReversed());
  expect([pieces.slice(0, 19).every((count) => count === 0), pieces.at(-1)]).toEqual([true, 3]);
});

test('deletions of this and of other types are among them, and what was made anew after one', async () => {
  const write = (type: string, id: string): void => {
    const body = Buffer.from(JSON.stringify({ resourceType: type, id }));
    store.atomically(() => store.upsert(store.storeNumber(DATASTORE), typeNumber(type) ?? 0, id, body, 2000));
  };
  const remove = (type: string, id: string): void => {
    store.atomically(() => store.remove(store.storeNumber(DATASTORE), typeNumber(type) ?? 0, id, 2000));
  };
  await isIndexed();
  write('Patient', 'p');
  remove('Group', 'g1');
  remove('Patient', 'p');
  write('Group', 'g1');
  write('Patient', 'p');
  remove('Group', 'g2');
  remove('Patient', 'p');
  remove('Group', 'g1');
  write('Group', 'g3');
  const { found, pieces } = pageOf('_count=7');
  expect([found, pieces]).toEqual([
    [
      'Group/g3/_history/3',
      'Group/g1/_history/5',
      'Group/g2/_history/3',
      'Group/g1/_history/4',
      'Group/g1/_history/3',
      ...written.slice(-2).reverse(),
    ],
    0,
  ]);
  const at = (query: string): string[] => pageOf(query).found;
  expect(at('_since=1970-01-01T00:00:02Z')).toHaveLength(5);
  // What was current then: not the deletions that were not, and no version that was written over.
  expect(at('_count=3&_at=1970-01-01T00:00:03Z')).toEqual(found.slice(0, 3));
});

test('what was written since a time is read without the rest, also where the clock was set back', async () => {
  const write = (ids: readonly string[], time: number): void => {
    store.atomically(() => {
      for (const id of ids) {
        const body = Buffer.from(JSON.stringify({ resourceType: 'Group', id }));
        store.upsert(store.storeNumber(DATASTORE), typeNumber('Group') ?? 0, id, body, time);
      }
    });
  };
  const since = '_since=1970-01-01T00:00:05Z';
  write(['new1', 'new2'], 6000);
  await isIndexed();
  const few = pageOf(since);
  expect([few.found, few.pieces]).toEqual([['Group/new2/_history/1', 'Group/new1/_history/1'], 0]);
  // Far more than are looked at in turn, of an earlier time: what is before them is found all the same.
  write(
    Array.from({ length: 3000 }, (_, at) => `old${at}`),
    1000,
  );
  expect(pageOf(since).found).toEqual(few.found);
  await isIndexed();
  expect(pageOf(since).found).toEqual(few.found);
  expect(pageOf('_since=1970-01-01T00:00:07Z')).toMatchObject({ found: [], pieces: 0 });
});

test('where there is no room for an index it is read without', async () => {
  const full = Object.assign(new Error('No space left on device.'), { code: 'ENOSPC' });
  const opener = searchIndexOpener({
    ...{ stateFolder: folder, threads, onTrouble: () => undefined },
    store: {
      ...store,
      get database(): never {
        throw full;
      },
    },
  });
  const whole = index;
  index = await opener.open();
  const { found } = pageOf('_count=3');
  index = whole;
  expect(found).toEqual(written.slice(-3).reverse());
});

test('what cannot come into a page any more is not read, also where each version is asked whether it is within reach', () => {
  const reach = { meets: ({ content }: { content: () => unknown }) => !!content() };
  expect(pageOf('_count=3', reach).found).toEqual(written.slice(-3).reverse());
  expect(bodiesRead).toBeLessThan(RESOURCES / 10);
});
