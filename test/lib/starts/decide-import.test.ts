import { describe, expect, test } from '@jest/globals';
import type { Import } from '../../../lib/ledger/imports.ts';
import type { ImportFacts } from '../../../lib/starts/decide-import.ts';
import { decideImport } from '../../../lib/starts/decide-import.ts';
import { testRoute } from '../../support/routes.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const row = (changes: Partial<Import> = {}): Import => ({
  importId: 'imp-1',
  state: 'READY',
  version: 1,
  route: 'default',
  drop: 'd/',
  bucket: 'inbox',
  planKey: 'plans/imp-1.ndjson',
  planSha256: 'f'.repeat(64),
  datastoreId: 'd'.repeat(32),
  attempt: 1,
  clientToken: 't',
  fileCount: 10,
  bytes: 1,
  createdAt: NOW,
  waitsFor: [],
  ...changes,
});
const facts = (changes: Partial<ImportFacts> = {}): ImportFacts => ({
  now: NOW,
  pause: undefined,
  openJobs: 0,
  mostOpenJobs: 20,
  openOlder: () => Promise.resolve([]),
  route: { route: testRoute() },
  dataStore: () => Promise.resolve({ kind: 'ready' }),
  input: () => Promise.resolve({ kind: 'ready', s3Uri: 's3://inbox/d/' }),
  ...changes,
});

/** Facts that each hold an import back by themselves, in the order in which they are asked for. */
const HINDRANCES: readonly [name: string, row: Partial<Import>, facts: Partial<ImportFacts>, text: string][] =
  [
    [
      'its route is paused',
      {},
      { pause: { route: 'default', since: NOW, reason: 'maintenance' } },
      'its route is paused since 2026-01-31T12:00:00.000Z: maintenance',
    ],
    ['the data store is full', {}, { openJobs: 20 }, 'its data store has 20 open jobs, of 20 that may be'],
    [
      'it was refused',
      { retryAt: NOW + 2000, errorName: 'ThrottlingException' },
      {},
      'HealthLake or S3 refused it (ThrottlingException); it is tried again at 2026-01-31T12:00:02.000Z',
    ],
    [
      'an older import has its keys',
      {},
      { openOlder: () => Promise.resolve(['imp-0']) },
      'it waits for older imports of the same keys: imp-0',
    ],
    ['its route is gone', {}, { route: { route: undefined, because: 'it is gone' } }, 'it is gone'],
    [
      'its data store is being made',
      {},
      { dataStore: () => Promise.resolve({ kind: 'not-yet', status: 'CREATING' }) },
      'its data store is CREATING: it starts once that is ACTIVE',
    ],
    [
      'its files are not all copied',
      {},
      { input: () => Promise.resolve({ kind: 'unfinished', copiedFiles: 3 }) },
      'its files are being copied: 3 of 10 so far',
    ],
  ];

describe('why an import is not started', () => {
  test.each([
    ...HINDRANCES,
    ['nothing holds it', {}, {}, 'the next run starts it'],
    ['its time to be tried again has come', { retryAt: NOW }, {}, 'the next run starts it'],
    [
      'its start may have been made',
      { state: 'STARTING' },
      {},
      'its start may have been made: the next run looks for its job',
    ],
    [
      'its data store did not answer',
      {},
      { dataStore: () => Promise.resolve({ kind: 'unknown', errorName: 'ThrottlingException' }) },
      'its data store did not answer (ThrottlingException): the next run asks again',
    ],
    [
      'its data store is gone',
      {},
      { dataStore: () => Promise.resolve({ kind: 'never', errorName: 'DataStoreNotActive' }) },
      'its data store takes no imports (DataStoreNotActive): the next run tries it again, or gives it up',
    ],
    [
      'its files are gone',
      {},
      { input: () => Promise.resolve({ kind: 'missing', errorName: 'NoSuchKey' }) },
      'its files cannot be had (NoSuchKey)',
    ],
    [
      'newer content was imported',
      {},
      { input: () => Promise.resolve({ kind: 'overtaken' }) },
      'newer content of its keys was imported since',
    ],
  ] as typeof HINDRANCES)('is said where %s', async (_, changes, found, because) => {
    expect(await decideImport(row(changes), facts(found))).toMatchObject({ because });
  });

  test.each([
    ['NoSuchRoute', { because: 'it is gone' }],
    ['NoSuchDataStore', { because: 'its route has no data store', errorName: 'NoSuchDataStore' }],
  ])('is %s in the log where nothing can go on for its route', async (errorName, found) => {
    const decision = await decideImport(row({}), facts({ route: { route: undefined, ...found } }));
    expect(decision).toMatchObject({ outcome: 'stuck', errorName });
  });
});

const mergedOf = <Members extends object>(parts: readonly Members[]): Members =>
  parts.reduce((all, part) => ({ ...all, ...part }), {} as Members);

test('of several hindrances the first one decides, in all their combinations, and nothing behind it is asked', async () => {
  for (let combination = 0; combination < 2 ** HINDRANCES.length; combination += 1) {
    const there = HINDRANCES.filter((_, index) => (combination & (2 ** index)) > 0);
    const asked: string[] = [];
    const merged = facts(mergedOf(there.map(([, , found]) => found)));
    const watched: ImportFacts = {
      ...merged,
      openOlder: () => (asked.push('its older imports'), merged.openOlder()),
      dataStore: () => (asked.push('its data store'), merged.dataStore()),
      input: (route) => (asked.push('its input'), merged.input(route)),
    };
    const changes = mergedOf(there.map(([, ofRow]) => ofRow));
    const { because } = await decideImport(row(changes), watched);
    const first = there[0] ? HINDRANCES.indexOf(there[0]) : HINDRANCES.length;
    expect(because).toBe(there[0]?.[3] ?? 'the next run starts it');
    expect(asked).toEqual(
      ['its older imports', 'its data store', 'its input'].slice(
        0,
        first < 3 ? 0 : first < 5 ? 1 : first < 6 ? 2 : 3,
      ),
    );
  }
});

describe('where the ledger forgets', () => {
  const DAY_MS = 86_400_000;
  const kept = { keptMs: 40 * DAY_MS, pause: { route: 'default', since: NOW } };

  test('an import that waits for nearly as long is given up, a week before its files are forgotten', async () => {
    const waiting = (days: number) => decideImport(row({ createdAt: NOW - days * DAY_MS }), facts(kept));
    expect(await waiting(32)).toMatchObject({ kind: 'waits', outcome: 'paused' });
    expect(await waiting(33)).toMatchObject({ kind: 'given-up', errorName: 'WaitedTooLong' });
  });

  test('one that may have started is not: its job is looked for', async () => {
    const started = row({ state: 'STARTING', createdAt: NOW - 39 * DAY_MS });
    expect(await decideImport(started, facts(kept))).toMatchObject({ kind: 'waits', outcome: 'paused' });
  });

  test('and nothing is given up where it does not', async () => {
    const old = row({ createdAt: NOW - 4000 * DAY_MS });
    expect(await decideImport(old, facts())).toMatchObject({ kind: 'starts' });
  });
});
