import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Endpoint } from '../endpoint.ts';
import { idsIn, startEndpoint } from '../endpoint.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

const put = (id: string) => ({
  resource: { resourceType: 'Patient', id, active: true },
  request: { method: 'PUT', url: `Patient/${id}` },
});
const get = (url: string) => ({ request: { method: 'GET', url } });

test('what a data store began in a transaction that was rolled back is not taken for what another has under the same number', async () => {
  const [one = '', other = ''] = ['one', 'other'].map((name) => {
    const { datastoreId } = endpoint.healthLake.declareDatastore({ name, properties: {} });
    return endpoint.url.replace(endpoint.datastoreId, datastoreId);
  });
  const transact = (url: string, entry: object[], headers: Record<string, string> = {}) =>
    endpoint.send(url, {
      method: 'POST',
      headers,
      body: { resourceType: 'Bundle', type: 'transaction', entry },
    });

  await endpoint.pauseTransactions();
  const taken = await transact(one, [put('of-one')], { prefer: 'respond-async' });
  // It searches what it has written, and fails then.
  const failed = await transact(other, [put('of-other'), get('Patient?active=true'), get('Patient/none')]);
  expect([taken.status, failed.status]).toEqual([202, 404]);
  endpoint.resumeTransactions();
  const location = taken.headers.get('content-location') ?? '';
  let { status } = taken;
  while (status === 202) ({ status } = await endpoint.send(location));
  expect((await transact(other, [put('of-other')])).status).toBe(200);

  expect(idsIn(await endpoint.send(`${one}Patient?active=true`))).toEqual(['of-one']);
  expect(idsIn(await endpoint.send(`${other}Patient?active=true`))).toEqual(['of-other']);
});
