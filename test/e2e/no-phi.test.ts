import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { expectNoSecrets } from '../support/expect-no-secrets.ts';
import { ledgerOf } from '../support/ledger-of.ts';

const NAME = 'Wilhelmina-Quackenbush';
const SSN = '078-05-1120';
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJxdWFja2VuYnVzaCJ9.c2lnbmF0dXJl';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.end());

const drop = (key: string, body: string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key: key, Body: Buffer.from(body) }));
const textAt = async (uri: string | null | undefined): Promise<string> => {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri ?? '') ?? [];
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
};
const patient = (id: string) =>
  JSON.stringify({ resourceType: 'Patient', id, name: [{ family: NAME }], identifier: [{ value: SSN }] });

test('nothing of a resource, of a broken line, of a rejected file or of a token is in logs, events, metrics, summaries or the ledger', async () => {
  await drop('drop/good.ndjson', `${patient('a')}\n${patient('b')}\n`);
  await drop(
    'drop/broken.ndjson',
    [
      `{"resourceType": "Patient", "name": "${NAME}" ${SSN}`,
      `{"name": "${NAME}"}`,
      `${NAME} ${SSN}`,
      // As types, ids and property names they come back in the service's own texts.
      `{"resourceType": "${NAME}", "id": "a"}`,
      `{"resourceType": "Patient", "id": "${NAME} ${SSN}"}`,
      `{"resourceType": "Patient", "id": "c", "${NAME}": "${SSN}"}`,
    ].join('\n'),
  );
  await drop('drop/wrong.json', patient('c'));
  await drop('manifest/_manifest.json', `{"files": "${NAME} ${SSN}"}`);
  await cloud.idle();
  await cloud.lambda.send(
    new InvokeCommand({
      FunctionName: 'inlet-local-identity-provider',
      Payload: JSON.stringify({
        datastoreEndpoint: `${cloud.url}/datastore/x/r4/`,
        operationName: 'ReadResource',
        bearerToken: TOKEN,
      }),
    }),
  );

  const ledger = ledgerOf(cloud.url);
  const { Items: rows = [] } = await ledger.client.send(new ScanCommand({ TableName: ledger.tableName }));
  ledger.client.destroy();
  expect(cloud.logs.length).toBeGreaterThan(10);
  expect(cloud.statusEvents().at(-1)).toMatchObject({
    status: 'COMPLETED_WITH_ERRORS',
    progress: { resourcesScanned: 8 },
  });
  const summary = cloud.summaries().at(-1);
  expect(summary?.resources.customerErrors).toBeGreaterThanOrEqual(5);
  const beside = await Promise.all([summary?.summaryS3Uri, summary?.filesS3Uri].map(textAt));
  expect(rows.length).toBeGreaterThan(3);
  for (const captured of [cloud.logs, cloud.events, cloud.troubles, rows, await cloud.state(), beside]) {
    expectNoSecrets(JSON.stringify(captured), [NAME, SSN, TOKEN]);
  }
});
