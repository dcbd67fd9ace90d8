import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportResultsSummarized } from '../../../../events/types.generated.ts';
import { getImport, updateImport } from '../../../../lib/ledger/imports.ts';
import type { FileRow } from '../../../../lib/results/summary/file-row.ts';
import type { Summary } from '../../../../lib/results/summary/summary.ts';
import { patients } from '../../../support/cloud.ts';
import { dieAt } from '../../../support/die-at.ts';
import type { World } from '../../../support/world.ts';
import { startWorld } from '../../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

/** Drops files into a folder and lets them be imported; the end of the job is queued. */
async function imported(
  files: Record<string, string>,
  beforeItsJob: () => Promise<unknown> = () => Promise.resolve(),
): Promise<{ results: string; importId: string }> {
  const from = world.sent.length;
  for (const [key, body] of Object.entries(files)) await world.record(await world.drop(key, body));
  await beforeItsJob();
  world.later(61);
  await world.start();
  await world.jobsEnded();
  await world.poll();
  await world.start();
  world.queueEnds(from);
  const end = world.statusEvents().at(-1);
  if (!end?.importId || end.outputS3Uri === null) throw new Error('no import has ended');
  return { importId: end.importId, results: end.outputS3Uri.replace('s3://results/', '') };
}

const textOf = async (Key: string, Bucket = 'results'): Promise<string> => {
  const { Body } = await world.others.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
};
const put = (Key: string, Body: string) =>
  world.others.send(new PutObjectCommand({ Bucket: 'results', Key, Body: Buffer.from(Body) }));
const remove = (Key: string, Bucket = 'results') =>
  world.others.send(new DeleteObjectCommand({ Bucket, Key }));
const rowsOf = async (results: string): Promise<FileRow[]> =>
  (await textOf(`${results}inlet-files.ndjson`))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FileRow);

async function summarized(): Promise<ImportResultsSummarized> {
  const reports = await world.summarize();
  expect(reports.map(({ outcome }) => outcome)).toEqual(['summarized']);
  const summary = world.summaries().at(-1);
  if (!summary) throw new Error('nothing was told');
  return summary;
}
const problemsOf = ({ problems }: ImportResultsSummarized) =>
  problems.map(({ code, count }) => [code, count]);

/** One file at a time, and any result at all in pieces. */
const TINY = { large: 1, files: 1, bytes: 1 };

const BAD = 'no json\n{"resourceType":"Patient"}\n';

describe.each(['before', 'after'] as const)('a process that dies %s the n-th of its changes', (when) => {
  test('loses nothing of a summary and tells nothing different, whatever n is', async () => {
    for (let n = 1; ; n += 1) {
      const drop = `${when}-${n}`;
      const { importId, results } = await imported({
        [`${drop}/a.ndjson`]: patients(2, drop) + BAD,
        [`${drop}/b.ndjson`]: patients(1, `${drop}-b`),
      });
      const told = world.summaries().length;
      const { died } = dieAt(world, n, when);
      const [message = ''] = world.toSummarize;
      await world.summarize({ isTimeUp: () => true, sizes: TINY });
      world.setFault(() => undefined);
      // What was not taken out is delivered again; and sometimes what was, too.
      world.toSummarize.push(message);
      for (const { outcome } of await world.summarize({ isTimeUp: () => true, sizes: TINY }))
        expect(outcome).not.toBe('failed');

      const events = world.summaries().slice(told);
      expect(events.length).toBeGreaterThan(0);
      for (const event of events) expect(event).toEqual(events[0]);
      expect(events[0]).toMatchObject({
        importId,
        complete: true,
        files: { planned: 2, missing: 0, withFailures: 1 },
        resources: { scanned: 5, imported: 3, customerErrors: 2, repeated: 0 },
      });
      expect((await rowsOf(results)).map(({ key, imported: lines }) => [key, lines])).toEqual([
        [`${drop}/a.ndjson`, 2],
        [`${drop}/b.ndjson`, 1],
      ]);
      expect((await getImport(world.ledger, importId))?.summary).toMatchObject({ resourcesFailed: 2 });
      if (!died()) {
        // Otherwise nothing was tried: two checkpoints and messages, two objects, an event and a row at least.
        expect(n).toBeGreaterThan(7);
        break;
      }
    }
  }, 180_000);
});

describe('what does not add up', () => {
  test('a job without a manifest is told by its result files, as incomplete', async () => {
    const { results } = await imported({ 'absent/a.ndjson': patients(2, 'absent') + BAD });
    await remove(`${results}Manifest.json`);
    world.later(600);
    const summary = await summarized();
    expect(problemsOf(summary)).toEqual([['manifest-absent', null]]);
    expect(summary).toMatchObject({
      complete: false,
      resources: { scanned: 4, imported: 2, customerErrors: 2, serverErrors: 0 },
    });
  });

  test('a manifest that is late is waited for, without counting the message’s receives up', async () => {
    const { results } = await imported({ 'late/a.ndjson': patients(2, 'late') });
    const manifest = await textOf(`${results}Manifest.json`);
    await remove(`${results}Manifest.json`);
    const justNow = Date.parse(world.statusEvents().at(-1)?.endTime ?? '');
    world.setFault(async ({ name, input }, moment) => {
      if (name !== 'SendMessage' || moment !== 'after') return;
      expect(input).toEqual({ delaySeconds: 60 });
      await put(`${results}Manifest.json`, manifest);
    });
    const reports = await world.summarize({ now: () => justNow + 1000 });
    world.setFault(() => undefined);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['early', 'summarized']);
    expect(world.summaries().at(-1)).toMatchObject({ complete: true, problems: [] });
  });

  test.each([['{"numberOf'], ['[]'], ['"text"'], ['{"numberOfResourcesScanned": "many"}']])(
    'a manifest that says %s harms its own job only',
    async (text) => {
      const name = `poison-${text.length}`;
      const { results } = await imported({ [`${name}/a.ndjson`]: patients(2, name) });
      await put(`${results}Manifest.json`, text);
      await imported({ [`beside-${name}/a.ndjson`]: patients(1, `beside-${name}`) });
      const reports = await world.summarize();
      expect(reports.map(({ outcome }) => outcome)).toEqual(['summarized', 'summarized']);
      const [poisoned, beside] = world.summaries().slice(-2);
      expect(poisoned && problemsOf(poisoned)).toEqual([['manifest-unreadable', null]]);
      expect(poisoned?.resources).toMatchObject({ scanned: 2, imported: 2 });
      expect(beside).toMatchObject({ complete: true, problems: [] });
    },
  );

  test('a manifest under its lower-case name is read, and members that nobody knows are passed over', async () => {
    const { results } = await imported({ 'lower/a.ndjson': patients(2, 'lower') });
    const manifest = JSON.parse(await textOf(`${results}Manifest.json`)) as object;
    await remove(`${results}Manifest.json`);
    await put(`${results}manifest.json`, JSON.stringify({ ...manifest, new: { member: [1] } }));
    expect(await summarized()).toMatchObject({ complete: true, problems: [], resources: { scanned: 2 } });
  });

  test('resources that are neither imported nor failed are told', async () => {
    const { results } = await imported({ 'sum/a.ndjson': patients(2, 'sum') });
    const manifest = JSON.parse(await textOf(`${results}Manifest.json`)) as object;
    await put(
      `${results}Manifest.json`,
      JSON.stringify({ ...manifest, numberOfResourcesScanned: 9, numberOfResourcesWithServerError: 3 }),
    );
    const summary = await summarized();
    expect(problemsOf(summary)).toEqual([
      ['resources-unaccounted', 4],
      ['failures-unlisted', 3],
    ]);
    expect(summary).toMatchObject({ complete: false, resources: { scanned: 9, serverErrors: 3 } });
  });

  test('a planned file without results is missing; one read beside the plan is no loss', async () => {
    const { results } = await imported({
      'loss/a.ndjson': patients(1, 'loss-a'),
      'loss/b.ndjson': patients(1, 'loss-b'),
    });
    await remove(`${results}SUCCESS/b.ndjson`);
    await put(`${results}SUCCESS/sub/late.ndjson`, await textOf(`${results}SUCCESS/a.ndjson`));
    const summary = await summarized();
    expect(problemsOf(summary)).toEqual([
      ['files-missing', 1],
      ['file-counts-differ', 1],
    ]);
    expect(summary.files).toMatchObject({ planned: 2, missing: 1, alsoRead: 1 });
    expect((await rowsOf(results)).map(({ key, state, imported: lines }) => [key, state, lines])).toEqual([
      ['loss/a.ndjson', 'read', 1],
      ['loss/b.ndjson', 'missing', null],
      ['loss/sub/late.ndjson', 'also read', 1],
    ]);
  });

  test('a plan that the work bucket has forgotten is told', async () => {
    const { importId } = await imported({ 'gone/a.ndjson': patients(1, 'gone') });
    await remove(`plans/${importId}.ndjson`, 'work');
    const summary = await summarized();
    expect(problemsOf(summary)).toEqual([['plan-gone', null]]);
    expect(summary.files).toMatchObject({ planned: 1, missing: null, alsoRead: null });
  });

  const endOf = (detail: object): string =>
    JSON.stringify({
      'detail-type': 'Import Job Status Changed',
      detail: {
        datastoreId: world.datastoreId,
        jobId: 'none',
        importId: null,
        status: 'FAILED',
        inputS3Uri: 's3://inbox/x/',
        outputS3Uri: null,
        fileCount: null,
        ...detail,
      },
    });

  test('a job of somebody else, with its results elsewhere, is told as not read', async () => {
    world.toSummarize.push(endOf({ status: 'COMPLETED', outputS3Uri: 's3://elsewhere/results/' }));
    const summary = await summarized();
    expect(problemsOf(summary)).toEqual([['results-elsewhere', null]]);
    expect(summary).toMatchObject({
      complete: false,
      summaryS3Uri: null,
      files: { planned: null, missing: null },
    });
  });

  test('a job that FAILED without results has lost all that was planned', async () => {
    world.toSummarize.push(endOf({ fileCount: 3 }));
    expect(await summarized()).toMatchObject({
      complete: false,
      summaryS3Uri: null,
      files: { planned: 3, scanned: 0, missing: 3 },
      resources: { scanned: 0, repeated: null },
    });
  });
});

describe('the lines of FAILURE files', () => {
  test('are read as the Developer Guide prints them, broken; errors of the service are told apart', async () => {
    const { results } = await imported({ 'guide/a.ndjson': patients(1, 'guide') + BAD });
    const line = (id: number, diagnostics: string, code: number): string =>
      `{"lineId":${id}, UpdateResourceResponse:{"jsonBlob":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing","diagnostics":"${diagnostics}","location":["/Patient.name[0]"]}]}, "statusCode":${code}}`;
    await put(
      `${results}FAILURE/a.ndjson`,
      [
        line(2, 'Missing required id field in resource json', 400),
        line(3, 'Jane Doe was here', 503),
        'nothing readable',
        '',
      ].join('\n'),
    );
    const summary = await summarized();
    expect(summary.issues).toEqual([
      expect.objectContaining({
        code: 'processing',
        path: 'Patient.name',
        text: 'Missing required id field in resource json',
        samples: ['guide/a.ndjson:2'],
      }),
      expect.objectContaining({
        path: 'Patient.name',
        text: null,
        textHash: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
        samples: ['guide/a.ndjson:3'],
      }),
      expect.objectContaining({ text: 'The result line cannot be read', samples: ['guide/a.ndjson:?'] }),
    ]);
    expect(await rowsOf(results)).toMatchObject([{ failed: 3, serverErrors: 1 }]);
    expect(JSON.stringify(summary)).not.toContain('Doe');
  });
});

test('whatever the local HealthLake finds wrong with a line is a known text', async () => {
  const patient = (members: object): string =>
    `${JSON.stringify({ resourceType: 'Patient', id: 'a', ...members })}\n`;
  const lines = [
    'text\n',
    '[]\n',
    '{}\n',
    patient({ resourceType: 'P 1' }),
    patient({ resourceType: 'Spaceship' }),
    patient({ id: undefined }),
    patient({ id: 'a b' }),
    patient({ id: '' }),
    patient({ id: 'x'.repeat(65) }),
    patient({ id: { a: "'; Value '" } }),
    // What follows is found by a validator of R4, if at all.
    patient({ nobody: 1, birthDate: 'yesterday', gender: 'any', name: {}, active: 'yes', contact: [] }),
    patient({ name: [{}], managingOrganization: { reference: 'none at all' }, multipleBirthInteger: 1.5 }),
    `{"resourceType":"Observation","id":"o","valueString":"a","valueInteger":1}\n`,
  ];
  await imported({ 'texts/a.ndjson': lines.join('') });
  const { issues, resources } = await summarized();
  expect(resources.customerErrors).toBeGreaterThanOrEqual(10);
  expect(issues.length).toBeGreaterThanOrEqual(5);
  expect(issues.filter(({ text }) => text === null)).toEqual([]);
});

describe('doubled and competing messages', () => {
  test('a doubled message writes the same summary and tells the same', async () => {
    const { results } = await imported({ 'double/a.ndjson': patients(3, 'double') + BAD });
    world.toSummarize.push(...world.toSummarize);
    const reports = await world.summarize();
    expect(reports.map(({ outcome }) => outcome)).toEqual(['summarized', 'summarized']);
    const [first, second] = world.summaries().slice(-2);
    expect(second).toEqual(first);
    const whole = JSON.parse(await textOf(`${results}inlet-summary.json`)) as Summary;
    expect(whole.resources).toEqual(first?.resources);
  });

  test('a run that was overtaken looks again later, and then finds it done', async () => {
    await imported({ 'race/a.ndjson': patients(1, 'race'), 'race/b.ndjson': patients(1, 'race-b') });
    const [message = ''] = world.toSummarize;
    let isFirst = true;
    world.setFault(async ({ name, input }, moment) => {
      if (name !== 'PutObject' || moment !== 'before' || !String(input.Key).startsWith('summaries/')) return;
      if (!isFirst) return;
      isFirst = false;
      // Another run comes to the same checkpoint first.
      await world.others.send(
        new PutObjectCommand({ Bucket: 'work', Key: String(input.Key), Body: input.Body as string }),
      );
    });
    const reports = await world.summarize({ isTimeUp: () => true, sizes: TINY });
    world.setFault(() => undefined);
    expect(reports[0]?.outcome).toBe('overtaken');
    expect(world.calls.filter(({ name }) => name === 'SendMessage').map(({ input }) => input)).toContainEqual(
      {
        delaySeconds: 900,
      },
    );
    expect(reports.at(-1)?.outcome).toBe('summarized');
    expect(world.toSummarize).not.toContain(message);
  });

  test('a list of files that a run has ended before it died is made anew', async () => {
    const { results } = await imported({
      'anew/a.ndjson': patients(1, 'anew'),
      'anew/b.ndjson': patients(1, 'anew-b'),
    });
    world.setFault(async ({ name, input }, moment) => {
      if (name !== 'PutObject' || moment !== 'after' || !String(input.Key).endsWith('000001.json')) return;
      // As if it had been so large that parts of it had left, and the upload had been completed.
      const { progress, ...rest } = JSON.parse(input.Body as string) as { progress: { rows: object } };
      const rows = { ...progress.rows, uploadId: 'completed-already', parts: ['"etag"'] };
      const Body = JSON.stringify({ ...rest, progress: { ...progress, rows } });
      await world.others.send(new PutObjectCommand({ Bucket: 'work', Key: String(input.Key), Body }));
    });
    let looks = 0;
    const reports = await world.summarize({ isTimeUp: () => (looks += 1) <= 2, sizes: TINY });
    world.setFault(() => undefined);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['unfinished', 'unfinished', 'summarized']);
    expect((await rowsOf(results)).map(({ key }) => key)).toEqual(['anew/a.ndjson', 'anew/b.ndjson']);
    expect(world.summaries().at(-1)).toMatchObject({ complete: true, files: { planned: 2 } });
  });

  test('a checkpoint of a later version is not read: the summary is made anew, under the next number, with each file once', async () => {
    const { results } = await imported({
      'later/a.ndjson': patients(1, 'later'),
      'later/b.ndjson': patients(1, 'later-b') + BAD,
    });
    const checkpoints: string[] = [];
    world.setFault(async ({ name, input }, moment) => {
      const Key = String(input.Key);
      if (name !== 'PutObject' || moment !== 'after' || !Key.startsWith('summaries/')) return;
      checkpoints.push(Key.slice(-11));
      if (checkpoints.length > 1) return;
      const Body = JSON.stringify({ format: 99, progress: { anything: 'else' } });
      await world.others.send(new PutObjectCommand({ Bucket: 'work', Key, Body }));
    });
    const reports = await world.summarize({ isTimeUp: () => checkpoints.length < 2, sizes: TINY });
    world.setFault(() => undefined);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['unfinished', 'unfinished', 'summarized']);
    expect(checkpoints.slice(0, 2)).toEqual(['000001.json', '000002.json']);
    expect((await rowsOf(results)).map(({ key }) => key)).toEqual(['later/a.ndjson', 'later/b.ndjson']);
    expect(world.summaries().at(-1)).toMatchObject({ complete: true, files: { planned: 2 } });
  });

  test('what is no end of a job stays in the queue, and only the member that is wrong is told', async () => {
    for (const body of [
      'no JSON: Jane',
      '{}',
      '{"detail-type":"Import Job Status Changed","detail":{"jobId":"../x"}}',
    ]) {
      world.toSummarize.push(body);
      const [report] = await world.summarize();
      expect(report).toMatchObject({ outcome: 'failed', error: 'MessageError' });
      expect(JSON.stringify(report)).not.toContain('Jane');
      expect(world.toSummarize.splice(0)).toEqual([body]);
    }
  });

  test('an event that the bus does not take leaves its message in the queue', async () => {
    await imported({ 'bus/a.ndjson': patients(1, 'bus') });
    world.refuseEvents(() => true);
    expect(await world.summarize()).toMatchObject([{ outcome: 'failed', error: 'EventNotSent' }]);
    world.refuseEvents(() => false);
    await summarized();
  });
});

test('neither the summary nor a whole row that somebody writes at the same time undoes the other', async () => {
  const { importId } = await imported({ 'row/a.ndjson': patients(1, 'row') });
  const stale = await getImport(world.ledger, importId);
  await summarized();
  expect(stale && (await updateImport(world.ledger, stale, { errorName: 'Late' }))).toBeUndefined();
  const fresh = await getImport(world.ledger, importId);
  expect(fresh?.summary).toMatchObject({ resourcesImported: 1, complete: true });
  expect(fresh && (await updateImport(world.ledger, fresh, { errorName: 'Now' }))).toMatchObject({
    errorName: 'Now',
    summary: { resourcesImported: 1 },
  });
});
