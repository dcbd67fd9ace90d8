import { PutObjectCommand } from '@aws-sdk/client-s3';
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
const patient = (id: string) =>
  JSON.stringify({ resourceType: 'Patient', id, name: [{ family: NAME }], identifier: [{ value: SSN }] });

test('nothing of a resource, of a broken line, of a rejected file or of a token is in logs, events, metrics or the ledger', async () => {
  await drop('drop/good.ndjson', `${patient('a')}\n${patient('b')}\n`);
  await drop(
    'drop/broken.ndjson',
    `{"resourceType": "Patient", "name": "${NAME}" ${SSN}\n{"name": "${NAME}"}\n${NAME} ${SSN}\n`,
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
    progress: { resourcesImported: 2, resourcesWithErrors: 3 },
  });
  expect(rows.length).toBeGreaterThan(3);
  for (const captured of [cloud.logs, cloud.events, cloud.troubles, rows, await cloud.state()]) {
    expectNoSecrets(JSON.stringify(captured), [NAME, SSN, TOKEN]);
  }
});
