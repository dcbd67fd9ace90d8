import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';
import type { SearchIndex } from '../../../../local/healthlake/search-index/search-index.ts';
import type { Endpoint } from '../endpoint.ts';
import { startEndpoint } from '../endpoint.ts';
import { observation } from '../resources.ts';

/*
 * What asks for resources by what they say is answered whole, also where an import has just stored them: their rows are committed, and the index has
 * not come to them yet.
 */
let endpoint: Endpoint;
let index: SearchIndex;
beforeAll(async () => {
  endpoint = await startEndpoint();
  await endpoint.put({ resourceType: 'Patient', id: 'p' });
  index = await endpoint.healthLake.searchIndex();
});
afterAll(() => endpoint.stop());

/** More than are taken in at once by who asks. */
const ROWS = 600;
let imported = 0;

/** As an import does: of such rows the index hears nothing, and must go on at its mark. */
function importObservations(): void {
  const { store } = endpoint.healthLake;
  const number = store.storeNumber(endpoint.datastoreId);
  const { segment, ...lines } = appended(number);
  store.database.exec('BEGIN');
  store.rows.add(number, segment, lines, endpoint.clock.now());
  store.appender.sync();
  store.appender.note();
  store.database.exec('COMMIT');
}

function appended(number: number) {
  const { appender } = endpoint.healthLake.store;
  const lines = {
    types: [] as number[],
    ids: [] as string[],
    starts: [] as number[],
    lengths: [] as number[],
  };
  let segment = 0;
  for (let at = 0; at < ROWS; at++) {
    const id = `o${imported++}`;
    const body = Buffer.from(
      JSON.stringify(observation(id, 'Patient/p', { identifier: [{ value: id }], status: 'amended' })),
    );
    const place = appender.append(number, [body, Buffer.from('\n')], body.length + 1);
    segment = place.segment;
    lines.types.push(typeNumber('Observation') ?? 0);
    lines.ids.push(id);
    lines.starts.push(place.start);
    lines.lengths.push(body.length);
  }
  return { segment, ...lines, versionPlaces: lines.ids.map(() => 0) };
}

describe('rows that are stored and not indexed yet', () => {
  beforeEach(() => {
    importObservations();
    expect(index.mark()).toBeLessThan(index.lastRow());
  });
  const last = (): string => `o${imported - 1}`;

  test('are found by a search', async () => {
    const { json } = await endpoint.send('Observation?status=amended&_total=accurate&_count=1');
    expect(json.total).toBe(imported);
  });

  test('are in $everything of their patient', async () => {
    const { json } = await endpoint.send('Patient/p/$everything?_count=1');
    expect(json.total).toBe(imported + 1);
  });

  test('are found by the search of a batch', async () => {
    const entry = [{ request: { method: 'GET', url: `Observation?identifier=${last()}` } }];
    const { json } = await endpoint.send('', {
      method: 'POST',
      body: { resourceType: 'Bundle', type: 'batch', entry },
    });
    expect(json).toMatchObject({ entry: [{ resource: { entry: [{ resource: { id: last() } }] } }] });
  });

  test('are found by the condition of an update', async () => {
    const body = observation(last(), 'Patient/p', { identifier: [{ value: last() }] });
    const { status, headers } = await endpoint.send(`Observation?identifier=${last()}`, {
      method: 'PUT',
      body,
    });
    expect([status, headers.get('etag')]).toEqual([200, 'W/"2"']);
  });

  test('are found by the condition of a create', async () => {
    const { status } = await endpoint.send('Observation', {
      method: 'POST',
      headers: { 'if-none-exist': `identifier=${last()}` },
      body: observation('x', 'Patient/p'),
    });
    expect(status).toBe(200);
  });

  test('are found by the condition of a delete', async () => {
    expect((await endpoint.send(`Observation?identifier=${last()}`, { method: 'DELETE' })).status).toBe(204);
    expect((await endpoint.send(`Observation/${last()}`)).status).toBe(410);
  });
});
