import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Import, Readiness } from '../../../lib/ledger/imports.ts';
import { putImport } from '../../../lib/ledger/imports.ts';
import { reopenDrop, touchDrop } from '../../../lib/ledger/drops.ts';
import { paddedSequencer, putArrival } from '../../../lib/ledger/arrivals.ts';
import { pauseRoute } from '../../../lib/ledger/paused-routes.ts';
import { freeze, planKeyOf } from '../../../lib/plans/plan.ts';
import { startImports } from '../../../lib/starts/start-imports.ts';
import type { StartDeps } from '../../../lib/starts/start-deps.ts';
import { readOverview } from '../../../lib/status/overview.ts';
import { testRoute } from '../../support/routes.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await pauseRoute(world.ledger, { route: 'paused', since: world.now(), reason: 'restored' });
});
afterAll(() => world.end());

/** All combinations of one value of each list. */
function combinations<Facts extends Record<string, unknown>>(lists: {
  [Name in keyof Facts]: readonly Facts[Name][];
}): Facts[] {
  let all: Partial<Facts>[] = [{}];
  for (const [name, values] of Object.entries<readonly unknown[]>(lists))
    all = all.flatMap((facts) => values.map((value) => ({ ...facts, [name]: value })));
  return all as Facts[];
}

/** What one import is found in. */
interface Found extends Record<string, unknown> {
  state: 'READY' | 'STARTING';
  route: 'open' | 'paused' | 'gone' | 'unresolved';
  isFull: boolean;
  isRefused: boolean;
  hasOlder: boolean;
  store: Readiness['kind'];
  copies: boolean;
}

const FOUND = combinations<Found>({
  state: ['READY', 'STARTING'],
  route: ['open', 'paused', 'gone', 'unresolved'],
  isFull: [false, true],
  isRefused: [false, true],
  hasOlder: [false, true],
  store: ['ready', 'not-yet', 'unknown', 'never'],
  copies: [false, true],
});

/** What status says where a run then comes to this. */
const SAID: Readonly<Record<string, RegExp>> = {
  running: /^job token-\d+ is not looked at yet$/,
  started: /^the next run starts it$|^its start may have been made/,
  paused: /^its route is paused since .*: restored$/,
  'waits-for-slot': /^its data store has 1 open job, of 1 that may be$/,
  'not-yet': /^HealthLake or S3 refused it \(|^its data store did not answer \(ThrottlingException\)/,
  'waits-for-older': /^it waits for older imports of the same keys: imp-older$/,
  stuck: /^the configuration has no route "gone" any more$|^its route has no data store \(NoSuchDataStore\)$/,
  'waits-for-data-store': /^its data store is CREATING/,
  copying: /^its files are being copied: 0 of 2 so far$/,
  later: /^its data store takes no imports \(DataStoreNotActive\)/,
};

const routes = ['open', 'paused'].map((name) => testRoute({ name, prefix: `${name}/` }));

/** A data store of its own for each import, so that none takes a slot from another. */
const storeOf = (index: number): string => String(index).padStart(32, '0');

/** A run's dependencies with a HealthLake that answers for all these data stores, and time for no copy. */
const depsOf = (): StartDeps => ({
  ...world.planWriter(),
  routes,
  unresolvedRoutes: new Map([['unresolved', 'NoSuchDataStore']]),
  maxOpenJobsPerDataStore: 1,
  isOutOfTime: () => true,
  startJob: ({ ClientToken = '' }) => Promise.resolve({ jobId: ClientToken }),
  healthLake: Object.assign(Object.create(HealthLakeClient.prototype) as HealthLakeClient, {
    send: ({ input }: { input: { DatastoreId: string; JobName?: string } }) => {
      if (input.JobName !== undefined) return Promise.resolve({ ImportJobPropertiesList: [] });
      const store = FOUND[Number(input.DatastoreId)]?.store ?? 'ready';
      if (store === 'unknown') throw Object.assign(new Error('no'), { name: 'ThrottlingException' });
      const status = { ready: 'ACTIVE', 'not-yet': 'CREATING', never: 'DELETED' }[store];
      return Promise.resolve({ DatastoreProperties: { DatastoreStatus: status } });
    },
  }),
});

const put = (Bucket: string, Key: string, Body: string) =>
  world.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

async function putImports(): Promise<void> {
  const base: Omit<Import, 'importId' | 'state' | 'route' | 'datastoreId' | 'clientToken'> = {
    version: 1,
    drop: 'd/',
    bucket: 'inbox',
    planKey: planKeyOf('both'),
    planSha256: '',
    attempt: 1,
    fileCount: 2,
    bytes: 2,
    createdAt: world.now(),
    waitsFor: [],
  };
  const files = ['open/d/a.ndjson', 'open/d/b.ndjson'].map((key) => ({
    key,
    versionId: 'v',
    sequencer: '1',
    size: 1,
    etag: 'e',
  }));
  // Neither file lies in the folder, so both are to be copied, and no run has time for it.
  const header = { bucket: 'inbox', datastoreId: storeOf(0), route: 'open', drop: 'd/' };
  const { plan, text } = freeze(header, files);
  await put('work', base.planKey, text.toString());
  await putImport(world.ledger, {
    ...base,
    importId: 'imp-older',
    state: 'STARTED',
    route: 'open',
    datastoreId: storeOf(9999),
    clientToken: 't',
  });
  for (const [index, found] of FOUND.entries()) {
    const row: Import = {
      ...base,
      planSha256: plan.sha256,
      importId: `imp-${index}`,
      state: found.state,
      route: found.route,
      datastoreId: storeOf(index),
      clientToken: `token-${index}`,
      waitsFor: found.hasOlder ? ['imp-older'] : [],
      ...(!found.copies && { inputS3Uri: 's3://inbox/open/d/' }),
      ...(found.isRefused && { retryAt: world.now() + 90_000, errorName: 'AccessDeniedException' }),
    };
    await putImport(world.ledger, row);
    if (found.isFull)
      await putImport(world.ledger, { ...row, importId: `imp-full-${index}`, state: 'STARTED' });
  }
}

test('what status says of an import is what the next run comes to, for every combination of facts', async () => {
  await putImports();
  const seen = new Set<string>();
  // Only a run asks data stores and copies: what it finds when it first comes so far, the ledger cannot know before.
  const news = new Set<string>();
  for (let run = 0; run < 4; run += 1) {
    const deps = depsOf();
    const before = await readOverview({ ...deps, exports: [], unresolvedExports: new Map(), stage: 'local' });
    const said = new Map(before.imports.map(({ importId, because }) => [importId, because]));
    const { imports } = await startImports(deps);
    for (const { importId, outcome, because } of imports) {
      const found = FOUND[Number(importId.slice('imp-'.length))];
      if (!found) continue;
      const text = said.get(importId) ?? '';
      const isExpected = /^the next run starts it$|^its start may/.test(text);
      if (isExpected && outcome !== 'started' && !news.has(importId)) {
        news.add(importId);
        continue;
      }
      seen.add(outcome);
      expect({ importId, ...found, outcome, text }).toEqual({
        importId,
        ...found,
        outcome,
        text: expect.stringMatching(SAID[outcome] ?? /^never$/),
      });
      if (because !== undefined) expect(because).toBe(text);
    }
    // Time for what was refused to be tried again, once.
    if (run === 1) world.later(100);
  }
  expect([...seen].sort()).toEqual(Object.keys(SAID).sort());
});

/** What one drop is found in. */
interface FoundDrop extends Record<string, unknown> {
  route: Found['route'];
  /** Recorded so long ago, seconds; the route's quiet is 60, its greatest age 900. */
  recorded: number;
  isLarge: boolean;
  isLeftOver: boolean;
  marker: 'none' | '_SUCCESS' | 'whole' | 'incomplete' | 'unreadable';
}

const FOUND_DROPS = combinations<FoundDrop>({
  route: ['open', 'paused', 'gone', 'unresolved'],
  recorded: [18, 60, 900],
  isLarge: [false, true],
  isLeftOver: [false, true],
  marker: ['none', '_SUCCESS', 'whole', 'incomplete', 'unreadable'],
});

const CLOSES = ['quiet', 'max-age', 'max-files', 'marker', 'left-over', 'its manifest announces no file'];

const MANIFESTS: Partial<Record<FoundDrop['marker'], string>> = {
  whole: '[]',
  incomplete: '["a.ndjson"]',
  unreadable: '{',
};

async function putDrops(): Promise<void> {
  for (const [index, { route, recorded, isLarge, isLeftOver, marker }] of FOUND_DROPS.entries()) {
    const drop = `drop-${index}/`;
    const recordedAt = world.now() - recorded * 1000;
    const id = { route, drop, recordedAt, fileCount: isLarge ? 100 : 1 };
    if (isLeftOver) {
      await reopenDrop(world.ledger, id);
      await putArrival(world.ledger, {
        ...id,
        bucket: 'inbox',
        key: `${route}/${drop}a.ndjson`,
        sequencer: paddedSequencer('1'),
        versionId: null,
        size: 1,
        etag: 'e',
        state: 'pending',
      });
    } else {
      // What the manifest names does not lie there.
      const manifest = MANIFESTS[marker];
      const key = `${route}/${drop}${manifest === undefined ? '_SUCCESS' : '_manifest.json'}`;
      if (manifest !== undefined) await put('inbox', key, manifest);
      const said = marker === 'none' ? {} : { marker: { key, sequencer: '1' } };
      await touchDrop(world.ledger, { ...id, bytes: 1, ...said });
    }
  }
}

test('what status says of a drop is what the next run comes to, for every combination of facts', async () => {
  await putDrops();
  const deps = { ...depsOf(), isOutOfTime: () => false };
  const { drops: said } = await readOverview({
    ...deps,
    exports: [],
    unresolvedExports: new Map(),
    stage: 'local',
  });
  const { drops: done } = await startImports(deps);
  expect(done).toHaveLength(FOUND_DROPS.length);
  const texts = new Map(said.map(({ drop, because, closes }) => [`${drop ?? ''}/`, { because, closes }]));
  for (const { drop, because } of done)
    expect({ drop, ...texts.get(drop) }).toEqual({ drop, because, closes: CLOSES.includes(because) });
  const reasons = new Set(done.map(({ because }) => because.replace(/since .*:/, 'since')));
  expect([...reasons].sort()).toEqual(
    [
      ...CLOSES,
      'quiet in 42 s',
      'its manifest cannot be read',
      'its marker announces 1 more file',
      'its route has no data store (NoSuchDataStore)',
      'its route is paused since restored',
      'the configuration has no route "gone" any more',
    ].sort(),
  );
});
