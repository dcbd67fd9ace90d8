import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { consoleSources } from '../../../cli/console/console-sources.ts';
import type { StageResources } from '../../../cli/stage/stage-resources.ts';
import { stageResources } from '../../../cli/stage/stage-resources.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud, until } from '../../support/cloud.ts';

const SECRET = 'Quackenbush';

let cloud: CloudUnderTest;
let stage: StageResources;
beforeAll(async () => {
  cloud = await startCloud();
  stage = await stageResources('local', { AWS_ENDPOINT_URL: cloud.url });
  const Body = `${patients(2, 'a')}{"resourceType": "Patient", "id": "x", "birthDate": "${SECRET}"}\n`;
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: stage.inboxBucket, Key: 'drop/a.ndjson', Body: Buffer.from(Body) }),
  );
  await cloud.idle();
}, 180_000);
afterAll(async () => {
  stage.close();
  await cloud.end();
});

test('the local cloud’s console shows an import from the plot to the line, and a session without data nothing of the line', async () => {
  const sources = consoleSources(stage, { mayAct: true, showsData: true }, cloud);
  const { ended, imports } = await sources.imports({ onlyFailed: true, after: null });
  expect([ended.length, imports]).toEqual([1, []]);
  const importId = ended[0]?.importId ?? '';
  const found = await sources.import(importId);
  expect(found?.problems).toMatchObject([{ path: 'Patient.birthDate', lines: 1 }]);
  expect(found?.events.length).toBeGreaterThan(1);
  const kind = found?.problems?.[0]?.id ?? '';
  const { lines, nextToken } = await sources.lines(importId, kind, null);
  expect([lines.length, nextToken, lines[0]?.line, lines[0]?.key]).toEqual([1, null, 3, 'drop/a.ndjson']);
  expect(lines[0]?.resource).toContain(SECRET);
  const again = await Array.fromAsync(sources.failedLines?.(importId) ?? []);
  expect(again).toHaveLength(1);
  const { plot } = await sources.flow();
  expect(plot.minutes).toHaveLength(60);
  expect(plot.minutes.reduce((sum, [, imported]) => sum + imported, 0)).toBe(2);
  const { stores } = await sources.stores();
  expect(stores[0]?.resources).toEqual([{ type: 'Patient', count: 2 }]);

  const hidden = consoleSources(stage, { mayAct: false, showsData: false });
  expect(hidden.failedLines).toBeUndefined();
  const documents = [
    await hidden.flow(),
    await hidden.imports({ onlyFailed: false, after: null }),
    await hidden.import(importId),
    await hidden.lines(importId, kind, null),
    await hidden.events({ detailType: null, importId: null, after: null }),
  ];
  expect(JSON.stringify(documents)).not.toContain(SECRET);
});

test('what a local cloud lets one try is done', async () => {
  const { actions, tries } = consoleSources(stage, { mayAct: true, showsData: true }, cloud);
  const act = (name: string, body: object) => actions[name]?.(body as Record<string, unknown>);
  const [store] = (await cloud.state()).datastores;
  const datastoreId = store?.datastoreId;
  expect(await act('fhir-search', { datastoreId, type: 'Patient', query: '', page: null })).toMatchObject({
    result: { resourceType: 'Bundle' },
  });
  const token = ((await act('mint', { scope: 'system/*.*' })) as { result: { token: string } }).result.token;
  const authorization = `Bearer ${token}`;
  const fhir = `${cloud.url}/datastore/${datastoreId ?? ''}/r4/`;
  const send = (method: string, path: string, body?: object) =>
    fetch(fhir + path, {
      method,
      headers: { authorization, 'content-type': 'application/fhir+json', prefer: 'respond-async' },
      ...(body && { body: JSON.stringify(body) }),
    });
  await send('PUT', 'Patient/gone', { resourceType: 'Patient', id: 'gone', gender: 'other' });
  await send('DELETE', 'Patient/gone');
  expect(await act('fhir-versions', { datastoreId, reference: 'Patient/gone' })).toMatchObject({
    result: [
      {
        resourceType: 'Patient',
        id: 'gone',
        deleted: true,
        meta: { versionId: '2', lastUpdated: expect.any(String) },
      },
      { resourceType: 'Patient', id: 'gone', gender: 'other', meta: { versionId: '1' } },
    ],
  });
  expect(await act('fhir-parameters', { datastoreId, type: 'Patient' })).toMatchObject({
    result: expect.arrayContaining([{ name: 'birthdate', type: 'date' }]),
  });
  await expect(act('fhir-parameters', { datastoreId, type: '../x' })).rejects.toThrow('no resource type');
  // An export that nobody but the data store knows.
  expect((await send('GET', 'Patient/$export')).status).toBe(202);
  const { stores } = await consoleSources(stage, { mayAct: true, showsData: true }, cloud).stores();
  expect(stores[0]?.exports).toMatchObject([{ jobId: expect.any(String), s3Uri: null }]);
  expect(await act('validate', { text: `${patients(1, 'a')}{}\n` })).toMatchObject({
    result: { lines: 2, refused: 1 },
  });
  expect(await act('judge-names', { keys: ['drop/a.ndjson', 'drop/a.json'] })).toMatchObject({
    result: [null, expect.any(String)],
  });
  await expect(act('pause', { route: 'none' })).rejects.toThrow('there is no route "none"');
  const minted = (await act('mint', { scope: 'system/*.rs' })) as { result: { token: string } };
  expect((await act('explain', { token: minted.result.token }))?.text).toContain('allowed');
  expect(await tries?.()).toMatchObject({ clock: { offsetSeconds: expect.any(Number) } });
});

test('all files of an import are listed page by page, each with what became of it, while it runs and when it has ended', async () => {
  const sources = consoleSources(stage, { mayAct: false, showsData: false }, cloud);
  const names = Array.from({ length: 60 }, (_, number) => `many/f${String(number).padStart(2, '0')}.ndjson`);
  cloud.healthLakeSettings({ stallAfterFiles: 1 });
  for (const [number, Key] of names.entries()) {
    const line = patients(1, `f${number}`);
    const wrong = `{"resourceType": "Patient", "id": "w${number}", "birthDate": "${SECRET}"}\n`;
    const Body = Buffer.from(number === 7 ? wrong : number === 9 ? `${line}${wrong}` : line);
    await cloud.s3.send(new PutObjectCommand({ Bucket: stage.inboxBucket, Key, Body }));
  }
  const open = async () => (await cloud.state()).imports.find(({ fileCount }) => fileCount === names.length);
  await until(async () => {
    await cloud.advanceClock(1);
    return ((await open())?.jobId ?? null) !== null;
  }, 'an import of all files that has a job');
  const importId = (await open())?.importId ?? '';
  const all = async () => {
    const first = await sources.files(importId, null);
    const second = await sources.files(importId, first.nextToken);
    expect([first.files?.length, second.files?.length, second.nextToken]).toEqual([50, 10, null]);
    return [...(first.files ?? []), ...(second.files ?? [])];
  };
  const running = await all();
  expect(running.map(({ key }) => key)).toEqual(names);
  expect(new Set(running.map(({ fate }) => fate))).toEqual(new Set(['importing']));
  const half = (await sources.files(importId, null)).nextToken;

  cloud.healthLakeSettings({ stallAfterFiles: 0 });
  await cloud.idle();
  const ended = await all();
  expect(ended.map(({ key }) => key)).toEqual(names);
  expect(ended[7]).toMatchObject({ fate: 'import-failed', lines: 1, imported: 0, failed: 1 });
  expect(ended[9]).toMatchObject({ fate: 'imported-with-errors', lines: 2, imported: 1, failed: 1 });
  expect(ended.filter(({ fate }) => fate === 'imported')).toHaveLength(58);
  // A page that was begun before the summary goes on in its order.
  expect((await sources.files(importId, half)).files?.map(({ key }) => key)).toEqual(names.slice(50));
  await expect(sources.files('imp-nobody', null)).rejects.toThrow('knows no import "imp-nobody"');
});
