import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withDashboard } from '../../tools/build/stack/options/dashboard.ts';
import { packaged } from '../template/packaged.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';
import { dashboardOf, metricsOf } from '../support/dashboard.ts';
import { clientSettings } from '../support/server.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
}, 180_000);
afterAll(() => cloud.end());

test('every metric of Inlet’s own that the dashboard draws is told by the functions, under the same dimensions', async () => {
  const Body = Buffer.from(`${patients(2)}{"resourceType": "Patient", "id": "x", "birthDate": "when"}\n`);
  await cloud.s3.send(new PutObjectCommand({ Bucket: cloud.names.inboxBucket, Key: 'drop/a.ndjson', Body }));
  await cloud.idle();
  const [store] = (await cloud.state()).datastores;
  const refused = await fetch(new URL(`/datastore/${store?.datastoreId ?? ''}/r4/Patient`, cloud.url), {
    headers: { authorization: 'Bearer no.token.atall' },
  });
  expect(refused.status).toBe(401);

  const client = new CloudWatchClient(clientSettings(cloud.url));
  const { Metrics = [] } = await client.send(new ListMetricsCommand({ Namespace: 'Inlet/local' }));
  client.destroy();
  const told = Metrics.map(({ MetricName, Dimensions = [] }) => ({
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name = '', Value }) => [Name, Value])),
  }));
  const { template } = await packaged('local');
  const drawn = metricsOf(dashboardOf(withDashboard(template, 'local', ''))).filter(
    ({ namespace }) => !namespace.startsWith('AWS/'),
  );
  expect(new Set(drawn.map(({ name }) => name)).size).toBeGreaterThan(6);
  const missing = drawn.filter(
    ({ namespace, name, dimensions }) =>
      namespace !== 'Inlet/local' ||
      !told.some(
        (one) =>
          one.name === name &&
          Object.keys(one.dimensions).length === Object.keys(dimensions).length &&
          Object.entries(dimensions).every(
            ([key, value]) => key in one.dimensions && (value === null || one.dimensions[key] === value),
          ),
      ),
  );
  expect(missing).toEqual([]);
});
