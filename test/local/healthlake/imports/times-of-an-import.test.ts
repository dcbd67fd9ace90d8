import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';
import type { FhirBeside } from '../fhir-beside.ts';
import { fhirBeside } from '../fhir-beside.ts';
import type { Running } from '../running.ts';
import { startHealthLake } from '../running.ts';

/*
 * The times that an import gives to what it stores, beside writes of the FHIR endpoint that come between: versions and times of a resource rise together,
 * so that _since, _at and _lastUpdated find what they must.
 */
let running: Running;
let fhir: FhirBeside;
beforeEach(async () => {
  running = await startHealthLake({ isTimeReal: true });
  fhir = await fhirBeside(running);
});
afterEach(async () => {
  await fhir.close();
  await running.stop();
});

interface Version {
  id: string;
  meta: { versionId: string; lastUpdated: string };
}

const send = (path: string, method?: string, body?: object) =>
  fhir.send<Version & { entry?: { resource?: Version }[] }>(path, method, body);
const put = (id: string): Promise<Version> => send(`Patient/${id}`, 'PUT', { resourceType: 'Patient', id });
const found = async (path: string): Promise<string[]> =>
  ((await send(path)).entry ?? []).map(({ resource }) =>
    resource ? `${resource.id}/${resource.meta.versionId}` : 'deleted',
  );
const instant = (time: number): string => new Date(time).toISOString();

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
const line = (id: string): string => `{"resourceType":"Patient","id":"${id}"}\n`;

test('what is written while an import stands still and the clock goes on is before what is imported then', async () => {
  running.healthlake.configure({ stallAfterFiles: 1 });
  running.s3.put('s3://inbox/drop/a.ndjson', line('first'));
  running.s3.put('s3://inbox/drop/b.ndjson', line('both') + line('second'));
  const jobId = await running.startImport({ ValidationLevel: 'structure-only' });
  await running.clock.advance(3600);
  const moved = running.clock.now();
  const before = await put('both');
  running.healthlake.configure({ stallAfterFiles: 0 });
  await until(() => running.healthlake.jobs().every(({ status }) => status === 'COMPLETED'));
  expect(await running.describeImport(jobId)).toMatchObject({ JobStatus: 'COMPLETED' });

  const now = await send('Patient/both');
  expect(now.meta.versionId).toBe('2');
  expect(Date.parse(now.meta.lastUpdated)).toBeGreaterThanOrEqual(Date.parse(before.meta.lastUpdated));
  const since = instant(moved);
  expect(await found(`Patient?_lastUpdated=ge${since}`)).toEqual(['both/2', 'second/1']);
  expect(await found(`Patient/_history?_since=${since}`)).toEqual(['second/1', 'both/2', 'both/1']);
  expect(await found(`Patient/both/_history?_since=${since}`)).toEqual(['both/2', 'both/1']);
  const success = running.s3.keys('results').find((key) => key.endsWith('b.ndjson')) ?? '';
  expect(running.s3.text(`s3://results/${success}`)).toContain(`"lastUpdated":"${now.meta.lastUpdated}"`);
});

test('a clock that is set back leaves the times of a resource in the order of its versions', async () => {
  const { store } = running.healthlake;
  const later = Math.round(running.clock.now()) + 7_200_000;
  store.atomically(() =>
    store.upsert(
      store.storeNumber(running.datastoreId),
      typeNumber('Patient') ?? 0,
      'p',
      Buffer.from('{"resourceType":"Patient","id":"p"}'),
      later,
    ),
  );
  const now = await put('p');
  expect(now.meta).toMatchObject({ versionId: '2', lastUpdated: instant(later) });
  running.s3.put('s3://inbox/drop/a.ndjson', line('p') + line('q'));
  await running.importAll({ ValidationLevel: 'structure-only' });
  expect((await send('Patient/p')).meta).toMatchObject({ versionId: '3', lastUpdated: instant(later) });
  expect(Date.parse((await send('Patient/q')).meta.lastUpdated)).toBeLessThan(later);
  await send('Patient/p', 'DELETE');
  const since = instant(later);
  expect(await found(`Patient/p/_history?_since=${since}`)).toEqual(['deleted', 'p/3', 'p/2', 'p/1']);
});
