import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newestArrival } from '../../../lib/ledger/arrivals.ts';
import { getDrop } from '../../../lib/ledger/drops.ts';
import { getImport } from '../../../lib/ledger/imports.ts';
import { readPlan } from '../../../lib/plans/write-plan.ts';
import { readOverview } from '../../../lib/status/overview.ts';
import { readKeyStatus } from '../../../lib/status/key-status.ts';
import { patients } from '../../support/cloud.ts';
import { testRoute } from '../../support/routes.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  world.setRoutes([testRoute({ datastoreId: world.datastoreId })]);
  await world.jobsEnded();
  await world.poll();
});
afterAll(() => world.end());

let names = 0;
const freshDrop = (): string => `mark-${(names += 1)}/`;
const arrive = async (key: string, body = patients(1, `p${(names += 1)}`)) =>
  world.record(await world.drop(key, body));
const reportOf = async (drop: string) => (await world.start()).drops.find((report) => report.drop === drop);
const planOf = async (key: string) => {
  const { importId = '' } = (await newestArrival(world.ledger, 'inbox', key)) ?? {};
  const row = await getImport(world.ledger, importId);
  const plan = row && (await readPlan(world.planWriter(), row));
  return plan && { keys: plan.files.map((file) => file.key), inputS3Uri: row.inputS3Uri };
};
const rejections = (drop: string) =>
  world
    .rejections()
    .flatMap(({ key, reason }) => (key.startsWith(drop) ? [`${key.slice(drop.length)} ${reason}`] : []));
const statusDeps = () => ({ ...world.planWriter(), stage: 'local' });
const output = (...names_: [type: string, name: string][]) =>
  JSON.stringify({
    transactionTime: '2026-01-01T00:00:00Z',
    output: names_.map(([type, name]) => ({ type, url: `https://h.invalid/files/${name}` })),
  });

describe('a marker in a sub-folder', () => {
  test('closes nothing: other partitions are still written; quiet closes the drop', async () => {
    const drop = freshDrop();
    await arrive(`${drop}Patient/part-0.ndjson`);
    expect((await arrive(`${drop}Patient/_SUCCESS`, '')).counts).toEqual({ 'marker-below': 1 });
    expect(await reportOf(drop)).toMatchObject({ because: 'quiet in 60 s', pendingFiles: 1 });
    world.later(50);
    await arrive(`${drop}Observation/part-0.ndjson`);
    await arrive(`${drop}Observation/_SUCCESS`, '');
    world.later(50);
    expect((await reportOf(drop))?.imports).toEqual([]);
    world.later(11);
    expect(await reportOf(drop)).toMatchObject({ because: 'quiet', pendingFiles: 2 });
  });

  test('keeps the drop from being quiet, as an arrival does', async () => {
    const drop = freshDrop();
    await arrive(`${drop}Patient/part-0.ndjson`);
    world.later(50);
    await arrive(`${drop}Patient/_SUCCESS`, '');
    world.later(50);
    expect((await reportOf(drop))?.imports).toEqual([]);
  });

  test('is not the one at the top, which closes the drop at once', async () => {
    const drop = freshDrop();
    await arrive(`${drop}Patient/part-0.ndjson`);
    await arrive(`${drop}Patient/_SUCCESS`, '');
    await arrive(`${drop}_SUCCESS`, '');
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 1 });
  });

  test.each([
    ['its drop is quiet', false],
    ['a marker at the top says that it is whole', true],
  ])('that is a manifest must be complete before the drop closes, though %s', async (_, isMarked) => {
    const drop = freshDrop();
    await arrive(`${drop}p/a.ndjson`);
    await arrive(`${drop}p/_manifest.json`, '["a.ndjson", "b.ndjson"]');
    if (isMarked) await arrive(`${drop}_SUCCESS`, '');
    world.later(901);
    expect(await reportOf(drop)).toMatchObject({ because: 'its marker announces 1 more file' });
    await world.start();
    expect(world.incompleteDrops().filter(({ marker }) => marker.startsWith(drop))).toMatchObject([
      {
        marker: `${drop}p/_manifest.json`,
        missing: [`${drop}p/b.ndjson`],
        announcedFiles: 2,
        presentFiles: 1,
      },
    ]);
    await arrive(`${drop}p/b.ndjson`);
    world.later(901);
    expect((await reportOf(drop))?.imports).toHaveLength(1);
  });

  test('that is a manifest is passed over with a later _SUCCESS beside it', async () => {
    const drop = freshDrop();
    await arrive(`${drop}p/a.ndjson`);
    await arrive(`${drop}p/_manifest.json`, '["b.ndjson"]');
    await arrive(`${drop}p/_SUCCESS`, '');
    world.later(61);
    expect(await reportOf(drop)).toMatchObject({ because: 'quiet', pendingFiles: 1 });
  });
});

describe('a manifest that cannot be matched name by name', () => {
  test('is not complete before as many files are there, and is told with the counts', async () => {
    const drop = freshDrop();
    await arrive(`${drop}Patient.ndjson`);
    await arrive(`${drop}_manifest.json`, output(['Patient', '8f1c'], ['Observation', '8f1d']));
    expect(await reportOf(drop)).toMatchObject({
      because: 'its marker announces 1 more file',
      imports: [],
    });
    world.later(901);
    await world.start();
    expect(world.incompleteDrops().filter(({ marker }) => marker.startsWith(drop))).toMatchObject([
      {
        announcedFiles: 2,
        presentFiles: 1,
        missingFiles: 1,
        missing: [],
        types: [
          { type: 'Observation', announced: 1, present: 0 },
          { type: 'Patient', announced: 1, present: 1 },
        ],
      },
    ]);
    await arrive(`${drop}Observation.ndjson`);
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 2 });
  });

  test('in pages waits for the last page, and imports all that they announce', async () => {
    const drop = freshDrop();
    for (const name of ['a', 'b']) await arrive(`${drop}${name}.ndjson`);
    const page = {
      ...(JSON.parse(output(['Patient', 'a.ndjson'])) as object),
      link: [{ relation: 'next', url: 'x' }],
    };
    await arrive(`${drop}manifest-1.json`, JSON.stringify(page));
    expect((await reportOf(drop))?.because).toMatch(/a page of its manifest has not come/);
    await arrive(`${drop}manifest-2.json`, output(['Patient', 'b.ndjson']));
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 2 });
  });
});

describe('what a manifest does not name', () => {
  test('stays out and is told once, with its event late or not, and is imported when it is named', async () => {
    const drop = freshDrop();
    for (const name of ['a', 'b']) await arrive(`${drop}${name}.ndjson`);
    const late = await world.drop(`${drop}c.ndjson`, patients(1, 'late'));
    await arrive(`${drop}_manifest.json`, '["a.ndjson"]');
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 1 });
    await world.record(late);
    world.later(61);
    await world.start();
    expect((await planOf(`${drop}a.ndjson`))?.keys).toEqual([`${drop}a.ndjson`]);
    expect(rejections(drop).sort()).toEqual(['b.ndjson not-in-manifest', 'c.ndjson not-in-manifest']);
    await arrive(`${drop}_manifest.json`, '["a.ndjson", "b.ndjson"]');
    await world.start();
    expect((await planOf(`${drop}b.ndjson`))?.keys).toEqual([`${drop}b.ndjson`]);
    expect(rejections(drop)).toHaveLength(2);
  });

  test('is everything where its output is empty', async () => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    await arrive(`${drop}_manifest.json`, output());
    expect(await reportOf(drop)).toMatchObject({
      because: 'its manifest announces no file',
      imports: [],
      pendingFiles: 0,
    });
    expect(rejections(drop)).toEqual(['a.ndjson not-in-manifest']);
  });
});

describe('hidden names', () => {
  test.each([
    '_temporary/0/task/part-00000.ndjson',
    '_spark_metadata/0',
    '.hive-staging/x.ndjson',
    '._Patient.ndjson',
    '_temporary/0/_SUCCESS',
    '_delta_log/00000.json',
    'p/.part-0.ndjson.crc',
  ])('are neither imported nor rejected, and keep their drop from being quiet: %s', async (name) => {
    const drop = freshDrop();
    await arrive(`${drop}a.ndjson`);
    world.later(50);
    expect((await arrive(`${drop}${name}`)).counts).toEqual({ hidden: 1 });
    world.later(50);
    expect((await reportOf(drop))?.because).toMatch(/^quiet in/);
    world.later(11);
    expect(await reportOf(drop)).toMatchObject({ because: 'quiet', pendingFiles: 1 });
    expect((await planOf(`${drop}a.ndjson`))?.keys).toEqual([`${drop}a.ndjson`]);
    expect(rejections(drop)).toEqual([]);
  });

  test('are one line of their folder in the status, and say what they are when asked for', async () => {
    const drop = freshDrop();
    for (const name of ['0', '1', '2']) await arrive(`${drop}_temporary/${name}.ndjson`);
    const { drops } = await readOverview(statusDeps());
    expect(drops.filter((one) => one.drop === drop.slice(0, -1))).toMatchObject([
      { files: 0, hidden: { objects: 3, example: `${drop}_temporary/` } },
    ]);
    const { nextStep, arrivals } = await readKeyStatus(statusDeps(), 'inbox', `${drop}_temporary/0.ndjson`);
    expect([arrivals, nextStep]).toEqual([[], expect.stringMatching(/hidden name/)]);
    world.later(61);
    await world.start();
    expect(await getDrop(world.ledger, { route: 'default', drop })).toBeUndefined();
  });

  test('do not make a drop old: its age counts from its first file', async () => {
    const drop = freshDrop();
    await arrive(`${drop}_temporary/0.ndjson`);
    for (let minutes = 0; minutes < 20; minutes += 1) {
      world.later(50);
      await arrive(`${drop}_temporary/${minutes}.ndjson`);
    }
    await arrive(`${drop}part-0.ndjson`);
    expect((await reportOf(drop))?.because).toMatch(/^quiet in/);
  });

  test('below the route’s prefix count alone, and not where the route says so', async () => {
    world.setRoutes([
      testRoute({ datastoreId: world.datastoreId, prefix: '_in/' }),
      testRoute({ datastoreId: world.datastoreId, name: 'plain', prefix: 'plain/', hiddenNames: false }),
    ]);
    expect((await arrive('_in/x/a.ndjson')).counts).toEqual({ recorded: 1 });
    expect((await arrive('_in/_x/a.ndjson')).counts).toEqual({ hidden: 1 });
    expect((await arrive('plain/_x/a.ndjson')).counts).toEqual({ recorded: 1 });
    expect((await arrive('plain/x/_manifest.json', '["a.ndjson"]')).counts).toEqual({ marker: 1 });
    world.later(61);
    await world.start();
  });

  test.each([['._Patient.ndjson'], ['_x/part.ndjson'], ['companion.ndjson']])(
    'and companions that end in .ndjson keep a folder from being read in place: %s',
    async (name) => {
      world.setRoutes([
        testRoute({ datastoreId: world.datastoreId, toleratedNames: ['companion.ndjson', 'LICENSE'] }),
      ]);
      const drop = freshDrop();
      for (const file of ['a.ndjson', 'b.ndjson', 'LICENSE', name]) await arrive(`${drop}${file}`);
      world.later(61);
      await world.start();
      const plan = await planOf(`${drop}a.ndjson`);
      expect(plan?.keys).toEqual([`${drop}a.ndjson`, `${drop}b.ndjson`]);
      expect(plan?.inputS3Uri).toMatch(/^s3:\/\/work\/imports\//);
    },
  );
});

describe('what bulk clients leave beside the data', () => {
  const log = '{"exportId":"x","timestamp":"2026-01-01T00:00:00Z","eventId":"kickoff","eventDetail":{}}\n';

  test('is known by name and content: the log is not imported, the manifest closes the drop', async () => {
    const drop = freshDrop();
    for (const name of ['1.Patient', '1.Observation']) await arrive(`${drop}${name}.ndjson`);
    expect((await arrive(`${drop}log.ndjson`, log)).counts).toEqual({ 'export-log': 1 });
    const manifest = output(['Patient', '1.Patient.ndjson'], ['Observation', '1.Observation.ndjson']);
    expect((await arrive(`${drop}manifest.json`, manifest)).counts).toEqual({ marker: 1 });
    expect(await reportOf(drop)).toMatchObject({ because: 'marker', pendingFiles: 2 });
    const plan = await planOf(`${drop}1.Patient.ndjson`);
    expect(plan?.keys).toEqual([`${drop}1.Observation.ndjson`, `${drop}1.Patient.ndjson`]);
    expect(plan?.inputS3Uri).toMatch(/^s3:\/\/work\//);
    expect(rejections(drop)).toEqual([]);
  });

  test('is what its name says where its content is another', async () => {
    const drop = freshDrop();
    expect((await arrive(`${drop}log.ndjson`)).counts).toEqual({ recorded: 1 });
    expect((await arrive(`${drop}manifest.json`, '{"name": "my app"}')).counts).toEqual({ rejected: 1 });
    expect((await arrive(`${drop}_manifest-x.json`, 'no JSON')).counts).toEqual({ hidden: 1 });
    expect(rejections(drop)).toEqual(['manifest.json json-not-ndjson']);
    world.later(61);
    expect(await reportOf(drop)).toMatchObject({ because: 'quiet', pendingFiles: 1 });
  });
});
