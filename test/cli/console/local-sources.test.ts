import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { consoleSources } from '../../../cli/console/console-sources.ts';
import type { StageResources } from '../../../cli/stage/stage-resources.ts';
import { stageResources } from '../../../cli/stage/stage-resources.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud } from '../../support/cloud.ts';

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
