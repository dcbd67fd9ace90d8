import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getImport, updateImport } from '../../../lib/ledger/imports.ts';
import { pauseRoute, resumeRoute } from '../../../lib/ledger/paused-routes.ts';
import { readImportStatus } from '../../../lib/status/import-status.ts';
import { readKeyStatus } from '../../../lib/status/key-status.ts';
import { readOverview } from '../../../lib/status/overview.ts';
import { patients } from '../../support/cloud.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const reader = () => ({ ...world.planWriter(), stage: 'local' });
const ofKey = (key: string) => readKeyStatus(reader(), 'inbox', key);
const record = async (key: string, body = patients(1)) => world.record(await world.drop(key, body));
const runToTheEnd = async () => {
  world.later(61);
  await world.start();
  await world.jobsEnded();
  await world.poll();
};
const newestOf = async (key: string) => {
  const [arrival] = (await ofKey(key)).arrivals;
  if (!arrival) throw new Error(`nothing is recorded of ${key}`);
  return arrival;
};

let names = 0;
const freshKey = (): string => `status-${(names += 1)}/a.ndjson`;

describe('the status of a key', () => {
  test('that nobody has recorded says what takes it', async () => {
    await world.drop('there.ndjson', patients(1));
    expect(await ofKey('there.ndjson')).toMatchObject({
      kind: 'key',
      arrivals: [],
      found: { as: 'file' },
      nextStep: expect.stringContaining('npx inlet import s3://inbox/there.ndjson'),
    });
  });

  test.each([
    ['export/_SUCCESS', '', 'marker', /it is not imported itself/],
    ['export/_manifest.json', '["Patient.ndjson"]', 'manifest', /it is not imported itself/],
    ['export/log.ndjson', '{"exportId":"e","eventId":"kickoff"}', 'export-log', /not imported itself/],
    ['export/_temporary/a.ndjson', patients(1), 'hidden', /export\/_temporary\/ is a hidden name/],
    ['export/LICENSE', 'MIT', 'tolerated', /toleratedNames/],
    ['export/', '', 'folder', /npx inlet status s3:\/\/inbox\/export\/\S+/],
    ['export', undefined, 'folder', /npx inlet import s3:\/\/inbox\/export\/ --dry-run/],
    [
      'export/Patient.ndjsn',
      undefined,
      'nothing',
      /^See what lies there: `aws s3 ls s3:\/\/inbox\/export\/`$/,
    ],
  ])('%s is said to be what it is, and never advised to be imported in vain', async (key, body, as, step) => {
    await world.drop('export/Patient.ndjson', patients(1));
    if (body !== undefined) await world.drop(key, body);
    const { arrivals, found, nextStep } = await ofKey(key);
    expect([arrivals, found?.as]).toEqual([[], as]);
    expect(nextStep).toMatch(step);
  });

  test('that waits for files of its manifest names them and says where they go; deleted meanwhile, it says so', async () => {
    const key = freshKey();
    const folder = key.slice(0, key.indexOf('/') + 1);
    await record(key);
    await record(`${folder}_manifest.json`, '["a.ndjson","b.ndjson","sub/c.ndjson"]');
    const missing = { files: 2, keys: [`${folder}b.ndjson`, `${folder}sub/c.ndjson`] };
    const status = await ofKey(key);
    expect(status.arrivals).toMatchObject([
      { fate: 'pending', because: 'its marker announces 2 more files', missing },
    ]);
    expect(status.nextStep).toContain(`the missing files (${folder}b.ndjson, ...)`);
    expect(await readOverview(reader())).toMatchObject({
      drops: [{ missing: { ...missing, manifest: `${folder}_manifest.json` } }],
      nextStep: expect.stringContaining(`The folder is \`s3://inbox/${folder}\`.`),
    });
    await world.remove(key);
    expect(await ofKey(key)).toMatchObject({
      arrivals: [{ fate: 'pending', because: expect.stringMatching(/^it was deleted since/) }],
      nextStep: 'Nothing, if it was to go; otherwise drop it again.',
    });
    await record(`${folder}_SUCCESS`, '');
    await runToTheEnd();
  });

  test('says why it waits, then which import and job it is in, then that it was imported', async () => {
    const key = freshKey();
    await record(key);
    world.later(18);
    expect(await newestOf(key)).toMatchObject({ fate: 'pending', because: 'quiet in 42 s', importId: null });
    world.later(43);
    expect(await newestOf(key)).toMatchObject({ because: 'the next run plans its drop (quiet)' });
    await world.start();
    const during = await newestOf(key);
    expect(during).toMatchObject({ fate: 'importing', jobId: world.jobs().at(-1)?.jobId });
    await world.jobsEnded();
    await world.poll();
    expect(await newestOf(key)).toMatchObject({ fate: 'imported', importId: during.importId, counts: null });
  });

  test('says of what it is a duplicate, and what took its place', async () => {
    const key = freshKey();
    await record(key, patients(1, 'old'));
    await record(key, patients(1, 'new'));
    await runToTheEnd();
    await record(key, patients(1, 'new'));
    const { arrivals } = await ofKey(key);
    expect(arrivals.map(({ fate }) => fate)).toEqual(['duplicate', 'imported', 'superseded']);
    expect(arrivals[0]?.sameAs?.versionId).toBe(arrivals[1]?.versionId);
    expect(arrivals[0]?.importId).toBe(arrivals[1]?.importId);
  });

  test('waits beside a manifest that cannot be read, until that is written again', async () => {
    const key = freshKey();
    const manifest = key.replace('a.ndjson', '_manifest.json');
    await record(key);
    await record(manifest, '["a.ndjson",');
    expect(await newestOf(manifest)).toMatchObject({ fate: 'rejected', because: 'manifest-unreadable' });
    world.later(1000);
    await world.start();
    const waiting = await ofKey(key);
    expect(waiting.arrivals).toMatchObject([{ fate: 'pending', because: 'its manifest cannot be read' }]);
    expect(waiting.nextStep).toMatch(/^Write _manifest.json again .* The folder is `s3:\/\/inbox\/.*\/`\.$/);
    expect(world.incompleteDrops().at(-1)).toMatchObject({ marker: manifest, missingFiles: 1 });
    await record(manifest, '["a.ndjson"]');
    await runToTheEnd();
    expect(await newestOf(key)).toMatchObject({ fate: 'imported' });
  });

  test('beside a manifest that cannot be read is imported where a _SUCCESS comes after that', async () => {
    const key = freshKey();
    await record(key);
    await record(key.replace('a.ndjson', '_manifest.json'), '<xml/>');
    await record(key.replace('a.ndjson', '_SUCCESS'), '');
    await runToTheEnd();
    expect(await newestOf(key)).toMatchObject({ fate: 'imported' });
  });

  test('says why it was rejected and what to do', async () => {
    await record('status/a.json', '{}');
    const status = await ofKey('status/a.json');
    expect(status.arrivals).toMatchObject([
      { fate: 'rejected', because: 'json-not-ndjson', rejection: { reason: 'json-not-ndjson' } },
    ]);
    expect(status.nextStep).toBe(status.arrivals[0]?.rejection?.advice);
  });

  test('counts its own lines where the results are summarized; its neighbour’s failures are not its own', async () => {
    const key = freshKey();
    const neighbour = key.replace('a.ndjson', 'b.ndjson');
    await record(key, patients(2, 'fine'));
    await record(neighbour, `${patients(1, 'half')}{\n`);
    await runToTheEnd();
    const { importId, versionId } = await newestOf(key);
    expect(await newestOf(key)).toMatchObject({ fate: 'imported-with-errors', counts: null });
    await summarize(importId ?? '', [
      { key, versionId, stagedName: 'a.ndjson', lines: 2, imported: 2, failed: 0 },
      {
        key: neighbour,
        versionId: (await newestOf(neighbour)).versionId,
        stagedName: 'b.ndjson',
        lines: 2,
        imported: 1,
        failed: 1,
      },
    ]);
    expect(await newestOf(key)).toMatchObject({
      fate: 'imported',
      counts: { lines: 2, imported: 2, failed: 0 },
    });
    expect(await newestOf(neighbour)).toMatchObject({
      fate: 'imported-with-errors',
      counts: { lines: 2, imported: 1, failed: 1 },
    });
    expect(await readImportStatus(reader(), importId ?? '')).toMatchObject({
      import: { state: 'COMPLETED_WITH_ERRORS' },
      summary: { resourcesScanned: 4, resourcesFailed: 1, complete: true },
      results: { filesWithFailures: [{ key: neighbour, failed: 1 }], truncated: false },
    });
  });
});

test('of a file that is none to import it is said what it is, with nothing of what is in it', async () => {
  const key = freshKey();
  await record(key, 'mrn,name\n4711,Ann Nowhere\n4712,Bob Nowhere\n');
  await runToTheEnd();
  const { importId, versionId } = await newestOf(key);
  const counts = { lines: 3, imported: 0, failed: 3 };
  await summarize(importId ?? '', [{ key, versionId, stagedName: 'a.ndjson', ...counts }], {
    issues: [{ path: null, text: 'Invalid JSON found in input file', samples: [`${key}:1`] }],
    resources: { scanned: 3, imported: 0, failed: 3 },
  });
  const csv =
    'the file looks like CSV, values in columns: write each record as a FHIR resource in JSON, one on each line';
  const { ended } = await readOverview(reader());
  expect(ended[0]?.why).toBe(`Invalid JSON found in input file: ${csv} (first at ${key}:1)`);
  expect((await ofKey(key)).nextStep).toBe(`No line is a resource: ${csv}; then drop it again.`);
  expect(JSON.stringify([ended, await ofKey(key)])).not.toMatch(/Nowhere|4711|mrn/);
});

/** Leaves what summarize-import leaves: a digest on the import's row, and the files' counts beside the results. */
async function summarize(
  importId: string,
  files: object[],
  { issues = [] as object[], resources = { scanned: 4, imported: 3, failed: 1 } } = {},
): Promise<void> {
  const row = await getImport(world.ledger, importId);
  if (!row) throw new Error('there is no such import');
  const folder = `imports/${row.jobId ?? ''}/`;
  await world.s3.send(
    new PutObjectCommand({
      Bucket: 'results',
      Key: `${folder}inlet-files.ndjson`,
      Body: Buffer.from(files.map((file) => `${JSON.stringify(file)}\n`).join('')),
    }),
  );
  await world.s3.send(
    new PutObjectCommand({
      Bucket: 'results',
      Key: `${folder}inlet-summary.json`,
      Body: JSON.stringify({ issues }),
    }),
  );
  const summary = {
    resourcesScanned: resources.scanned,
    resourcesImported: resources.imported,
    resourcesFailed: resources.failed,
    filesScanned: 2,
    filesFailed: 0,
    complete: true,
    summaryS3Uri: `s3://results/${folder}inlet-summary.json`,
  };
  await updateImport(world.ledger, row, { summary });
}

describe('the status of an import', () => {
  test('is found by its own id and by its job’s, with the job’s counts and the folder of its results', async () => {
    const key = freshKey();
    await record(key, patients(3));
    await runToTheEnd();
    const { importId, jobId } = await newestOf(key);
    const byImport = await readImportStatus(reader(), importId ?? '');
    expect(byImport).toMatchObject({
      import: { state: 'COMPLETED', isOpen: false, files: 1, attempt: 1 },
      job: { jobId, status: 'COMPLETED', progress: { resourcesImported: 3 } },
      summary: null,
      results: { s3Uri: expect.stringContaining(jobId ?? 'none'), filesWithFailures: null },
      nextStep: 'Nothing: everything was imported.',
    });
    const { at: _, ...rest } = byImport ?? { at: '' };
    expect(await readImportStatus(reader(), jobId ?? '')).toMatchObject(rest);
  });

  test('says that it waits for its data store once a run has seen that, and no more when it has started', async () => {
    const key = freshKey();
    await record(key);
    world.later(61);
    world.setFault(({ name }, moment, output) => {
      if (name === 'DescribeFHIRDatastore' && moment === 'after')
        Object.assign((output as { DatastoreProperties: object }).DatastoreProperties, {
          DatastoreStatus: 'CREATING',
        });
    });
    await world.start();
    world.setFault(() => undefined);
    expect((await readOverview(reader())).imports).toMatchObject([
      { state: 'READY', because: 'its data store is CREATING: it starts once that is ACTIVE' },
    ]);
    await world.start();
    const { importId } = await newestOf(key);
    const row = await getImport(world.ledger, importId ?? '');
    expect([row?.state, row?.seen]).toEqual(['STARTED', undefined]);
    await runToTheEnd();
  });

  test('is none where the ledger knows neither', async () => {
    expect(await readImportStatus(reader(), 'imp-none')).toBeUndefined();
  });
});

describe('the overview', () => {
  test('shows what ended last, why lines failed and what to do, and all or only some of it where that is asked', async () => {
    const [good, bad] = [freshKey(), freshKey()];
    await record(good);
    await runToTheEnd();
    await record(bad, '{\n "resourceType": "Patient"\n}\n');
    await runToTheEnd();
    const { importId } = await newestOf(bad);
    await summarize(importId ?? '', [], {
      issues: [{ path: 'Patient', text: "Invalid JSON '{value}' found", samples: [`${bad}:1`] }],
      resources: { scanned: 3, imported: 0, failed: 3 },
    });
    const { ended, nextStep } = await readOverview(reader());
    expect(ended[0]).toMatchObject({
      importId,
      state: 'COMPLETED_WITH_ERRORS',
      counts: { scanned: 3, imported: 0, failed: 3 },
      why: `Patient: Invalid JSON ... found: the file is JSON over several lines: put each resource on a line of its own (first at ${bad}:1)`,
      nextStep: expect.stringContaining('npx inlet redrive'),
    });
    await world.s3.send(new DeleteObjectCommand({ Bucket: 'inbox', Key: bad }));
    expect((await readOverview(reader())).ended[0]?.why).toBe(
      `Patient: Invalid JSON ... found: no line is a resource by itself. Where it is JSON over several lines, put each resource on a line of its own; \`npx inlet validate <file>\` says what else it is (first at ${bad}:1)`,
    );
    expect(ended[1]).toMatchObject({
      importId: (await newestOf(good)).importId,
      state: 'COMPLETED',
      why: null,
    });
    expect(nextStep).toContain(`npx inlet status ${importId ?? ''}\` says what to do`);
    const only = { most: 1, since: 0, onlyFailed: false };
    expect((await readOverview(reader(), only)).ended).toHaveLength(1);
    const failed = (await readOverview(reader(), { ...only, most: Infinity, onlyFailed: true })).ended;
    expect(failed.map(({ state }) => state)).not.toContain('COMPLETED');
    expect((await readOverview(reader(), { ...only, since: world.now() + 1 })).ended).toEqual([]);
    await record(freshKey());
    await runToTheEnd();
  });

  test('shows drops with why they are open, then imports and jobs, then nothing', async () => {
    await record(freshKey(), patients(2));
    expect(await readOverview(reader())).toMatchObject({
      drops: [{ files: 1, closes: false, because: 'quiet in 60 s' }],
      totals: { drops: 1, waitingFiles: 1, imports: 0, jobs: 0 },
    });
    world.later(61);
    await world.start();
    expect(await readOverview(reader())).toMatchObject({
      drops: [],
      imports: [{ state: 'STARTED', isOpen: true }],
      jobs: [{ status: null }],
    });
    await world.jobsEnded();
    await world.poll();
    expect(await readOverview(reader())).toMatchObject({
      totals: { drops: 0, imports: 0, jobs: 0 },
      nextStep: expect.stringMatching(/^Nothing is open\./),
    });
  });

  test('shows a paused route, and that its drop waits for somebody to resume it', async () => {
    await record(freshKey());
    await pauseRoute(world.ledger, { route: 'default', since: Date.now(), reason: 'store is restored' });
    world.later(61);
    expect(await readOverview(reader())).toMatchObject({
      pausedRoutes: [{ route: 'default', reason: 'store is restored' }],
      drops: [{ because: expect.stringMatching(/^its route is paused since .*: store is restored$/) }],
      nextStep: expect.stringContaining('npx inlet resume default'),
    });
    await resumeRoute(world.ledger, 'default');
    await runToTheEnd();
  });

  test('a file and an import that wait for a paused route say who lets them go on, and not that they do by themselves', async () => {
    const pause = () => pauseRoute(world.ledger, { route: 'default', since: Date.now() });
    const resumed = expect.stringMatching(/^`npx inlet resume default` lets what waits .* go on\.$/);
    const key = freshKey();
    await pause();
    await record(key);
    expect(await ofKey(key)).toMatchObject({ arrivals: [{ fate: 'pending' }], nextStep: resumed });
    await resumeRoute(world.ledger, 'default');
    world.later(61);
    await world.start();
    // A job reads it: a pause holds it no more.
    await pause();
    const goesOn = expect.stringMatching(/^Nothing: Inlet goes on by itself/);
    const { importId: first } = await newestOf(key);
    expect(await readImportStatus(reader(), first ?? '')).toMatchObject({ nextStep: goesOn });
    expect(await ofKey(key)).toMatchObject({ arrivals: [{ fate: 'importing' }], nextStep: goesOn });
    await resumeRoute(world.ledger, 'default');
    // A newer write is planned, and waits for the older one's import.
    await record(key, patients(2));
    world.later(61);
    await world.start();
    const { importId: second } = await newestOf(key);
    expect(second).not.toBe(first);
    await pause();
    const waiting = { import: { isOpen: true, jobId: null }, nextStep: resumed };
    expect(await readImportStatus(reader(), second ?? '')).toMatchObject(waiting);
    expect(await ofKey(key)).toMatchObject({ arrivals: [{ fate: 'importing' }, {}], nextStep: resumed });
    await resumeRoute(world.ledger, 'default');
    await world.jobsEnded();
    await world.poll();
    await runToTheEnd();
  });

  test('a file whose route the configuration has no more says which one to give back', async () => {
    const key = freshKey();
    await record(key);
    const lost = { ...reader(), routes: [] };
    const nextStep = 'Give the configuration its route "default" back and deploy.';
    expect(await readKeyStatus(lost, 'inbox', key)).toMatchObject({ nextStep });
    expect(await readOverview(lost)).toMatchObject({ nextStep });
    const unknown = { ...lost, unresolvedRoutes: new Map([['default', 'NoSuchDataStore']]) };
    expect(await readOverview(unknown)).not.toMatchObject({ nextStep });
    await runToTheEnd();
  });

  test('reads pauses once, however many drops are open', async () => {
    for (let index = 0; index < 5; index += 1) await record(freshKey());
    world.calls.length = 0;
    await readOverview(reader());
    expect(world.calls.filter(({ name }) => name === 'BatchGetItem' || name === 'BatchGet')).toHaveLength(1);
    await runToTheEnd();
  });
});
