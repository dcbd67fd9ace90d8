import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { FORMAT_KEY, LEDGER_FORMAT } from '../../lib/ledger/index.ts';
import { buildFunctions } from '../../tools/build/build-functions.ts';
import { runServerless } from '../../tools/build/run-serverless.ts';
import { withServiceFolder } from '../../tools/build/service-folder.ts';
import { HANDLERS, serviceRoot } from '../tools/build/service-root.ts';
import { motoIsInstalled, showingEventBridge, startMoto } from './moto.ts';
import type { Moto } from './moto.ts';
import { clientSettings } from '../support/server.ts';
import { BROUGHT, EXISTING_STORE, hardened } from './packaged.ts';

if (!motoIsInstalled) process.stdout.write('moto_server is not installed: sls deploy is not tried\n');

const stage = 'dev';
let root: string;
let moto: Moto | undefined;

/** What the framework finds AWS by. @param url of moto, or of what stands before it */
const environmentAt = (url: string | undefined) => ({
  ...process.env,
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: 'anybody',
  AWS_SECRET_ACCESS_KEY: 'anything',
  SLS_AWS_MONITORING_FREQUENCY: '200',
});

beforeAll(async () => {
  root = serviceRoot(HANDLERS);
  if (!motoIsInstalled) return;
  moto = await startMoto();
  await buildFunctions({ stage, root });
}, 180_000);

afterAll(async () => {
  await moto?.stop();
  rmSync(root, { recursive: true, force: true });
});

(motoIsInstalled ? test : test.skip)(
  'sls deploy creates the stack, sls remove takes it away and says what stays',
  async () => {
    const environment = environmentAt(moto?.url);
    const options = ['--stage', stage, `--param=existingDatastoreId=${EXISTING_STORE}`];
    const buckets = async (): Promise<string[]> => {
      const listing = await (await fetch(`${moto?.url ?? ''}/`)).text();
      return [...listing.matchAll(/<Name>(inlet-[^<]+)<\/Name>/g)].map(([, name]) => name ?? '');
    };

    await withServiceFolder({ root, stage }, async (folder) => {
      const run = (command: string): Promise<string> =>
        runServerless({ root, folder }, [command, ...options], environment);
      await withForeignStore(async () => {
        await expect(run('deploy')).rejects.toThrow(
          'must be of the account that the stage is deployed to, 123456789012',
        );
      });
      expect(await buckets()).toEqual([]);
      const deployed = await run('deploy');
      expect(deployed).toContain('Service deployed to stack inlet-dev');
      expect(deployed).toMatch(/inbox +s3:\/\/inlet-dev-inbox-123456789012-us-east-1\//);
      expect(deployed).toMatch(/bus +inlet-dev: /);
      expect(deployed).toMatch(/npx inlet status --stage dev --watch/);
      expect(deployed).toMatch(/Alarms reach nobody by this stack.*arn:aws:sns:us-east-1:123456789012:/);
      expect(await buckets()).toEqual(
        expect.arrayContaining(
          ['inbox', 'work', 'results'].map((name) => `inlet-dev-${name}-123456789012-us-east-1`),
        ),
      );
      await expect(
        runServerless({ root, folder }, ['deploy', '--stage', stage], environment),
      ).rejects.toThrow('existingDatastoreId');
      const removed = await run('remove');
      expect(removed).toContain('Service inlet has been successfully removed');
      expect(removed).toMatch(
        /--param="existingInboxBucket=inlet-dev-inbox-123456789012-us-east-1" +billed for what lies in it/,
      );
      expect(removed).toMatch(/--param="existingKeyId=[0-9a-f-]{36}" +billed by the month/);
      // It was only taken over.
      expect(removed).not.toMatch(/existingDatastoreId|billed by the hour/);
    });
  },
  300_000,
);

(motoIsInstalled ? test : test.skip)(
  'an inbox, a bus and a key of your own are used; an inbox that tells nobody is refused before anything is made',
  async () => {
    let notifies = false;
    const door = await showingEventBridge(moto?.url ?? '', () => notifies);
    const settings = clientSettings(door.url);
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const events = new EventBridgeClient(settings);
    const cloudFormation = new CloudFormationClient(settings);
    const { inbox, bus } = BROUGHT;
    const key = await createKey(door.url);
    const environment = environmentAt(door.url);
    const options = [
      ['existingDatastoreId', EXISTING_STORE],
      ['existingInboxBucket', inbox],
      ['existingEventBusName', bus],
      ['existingKeyId', key],
      // No archive: moto takes its pattern for a text, and CloudFormation has an object there.
      ['publishSchemas', 'true'],
    ].map(([name, value]) => `--param=${name ?? ''}=${value ?? ''}`);
    const stackNames = async (): Promise<(string | undefined)[]> =>
      (
        (
          await cloudFormation.send(
            new ListStacksCommand({ StackStatusFilter: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] }),
          )
        ).StackSummaries ?? []
      ).map(({ StackName }) => StackName);

    try {
      await s3.send(new CreateBucketCommand({ Bucket: inbox }));
      await withServiceFolder({ root, stage }, async (folder) => {
        const deploy = (): Promise<string> =>
          runServerless({ root, folder }, ['deploy', '--stage', stage, ...options], environment);
        await expect(deploy()).rejects.toThrow(`The bucket ${inbox} does not send its events to EventBridge`);
        notifies = true;
        await expect(deploy()).rejects.toThrow(`There is no event bus ${bus} in us-east-1`);
        expect(await stackNames()).toEqual([]);

        await events.send(new CreateEventBusCommand({ Name: bus }));
        expect(await deploy()).toContain('Service deployed to stack inlet-dev');
        const { StackResourceSummaries = [] } = await cloudFormation.send(
          new ListStackResourcesCommand({ StackName: 'inlet-dev' }),
        );
        const ids = StackResourceSummaries.map(({ LogicalResourceId }) => LogicalResourceId);
        for (const made of ['InboxBucket', 'Bus', 'Key']) expect(ids).not.toContain(made);
        const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName: bus }));
        expect(Rules.map(({ Name }) => Name)).toContain('inlet-dev-summaries');
        await runServerless({ root, folder }, ['remove', '--stage', stage, ...options], environment);
      });
    } finally {
      for (const client of [s3, events, cloudFormation]) client.destroy();
      await door.stop();
    }
  },
  240_000,
);

(motoIsInstalled ? test : test.skip)(
  'with all that a reviewer asks for the stack is created and taken away as well, tags included',
  async () => {
    const cloudFormation = new CloudFormationClient(clientSettings(moto?.url ?? ''));
    const environment = environmentAt(moto?.url);
    const options = Object.entries({
      ...hardened(),
      identityProvider: 'auto',
      existingDatastoreId: EXISTING_STORE,
    }).map(([name, value]) => `--param=${name}=${value}`);
    const logicalIds = async (): Promise<(string | undefined)[]> => {
      const { StackResourceSummaries = [] } = await cloudFormation.send(
        new ListStackResourcesCommand({ StackName: 'inlet-dev' }),
      );
      return StackResourceSummaries.map(({ LogicalResourceId }) => LogicalResourceId);
    };
    try {
      const run = (command: string): Promise<string> =>
        withServiceFolder({ root, stage }, (folder) =>
          runServerless({ root, folder }, [command, '--stage', stage, ...options], environment),
        );
      expect(await run('deploy')).toContain('Service deployed to stack inlet-dev');
      expect(await logicalIds()).toEqual(
        expect.arrayContaining(['AuditBucket', 'ConsumerDeadLetters', 'BusDeadLetters']),
      );
      expect(await logicalIds()).not.toContain('SmartRole');
      const { Stacks = [] } = await cloudFormation.send(
        new DescribeStacksCommand({ StackName: 'inlet-dev' }),
      );
      expect(Object.fromEntries((Stacks[0]?.Tags ?? []).map(({ Key, Value }) => [Key, Value]))).toMatchObject(
        {
          application: 'inlet',
          stage: 'dev',
          owner: 'data-platform',
          'cost-center': '4711',
        },
      );
      expect(await run('remove')).toContain('Service inlet has been successfully removed');
    } finally {
      cloudFormation.destroy();
    }
  },
  400_000,
);

(motoIsInstalled ? test : test.skip)(
  'a deployment of a version that would misread the ledger is refused before anything is made; one that knows it goes on',
  async () => {
    const settings = clientSettings(moto?.url ?? '');
    const dynamoDb = new DynamoDBClient(settings);
    const cloudFormation = new CloudFormationClient(settings);
    const environment = environmentAt(moto?.url);
    // As a stack leaves it behind: the table stays, and the next deployment takes it over.
    const TableName = 'ledger-of-a-later-version';
    const options = ['--stage', stage, `--param=existingDatastoreId=${EXISTING_STORE}`];
    const taken = `--param=existingLedgerTable=${TableName}`;
    const setFormat = (format: number) =>
      dynamoDb.send(
        new PutItemCommand({
          TableName,
          Item: {
            pk: { S: FORMAT_KEY.pk },
            sk: { S: FORMAT_KEY.sk },
            formatVersion: { N: String(format) },
          },
        }),
      );
    try {
      await dynamoDb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        }),
      );
      await withServiceFolder({ root, stage }, async (folder) => {
        const run = (...args: string[]): Promise<string> =>
          runServerless({ root, folder }, [...args, ...options], environment);
        await setFormat(LEDGER_FORMAT + 1);
        await expect(run('deploy', taken)).rejects.toThrow(
          `The ledger has format ${LEDGER_FORMAT + 1}, and this version of Inlet understands formats up to ${LEDGER_FORMAT}`,
        );
        const { StackSummaries = [] } = await cloudFormation.send(
          new ListStacksCommand({ StackStatusFilter: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] }),
        );
        expect(StackSummaries).toEqual([]);
        await setFormat(LEDGER_FORMAT);
        expect(await run('deploy', taken)).toContain('Service deployed to stack inlet-dev');
        await run('remove', taken);
      });
    } finally {
      for (const client of [dynamoDb, cloudFormation]) client.destroy();
    }
  },
  300_000,
);

/** A key of moto's, by its id. */
async function createKey(url: string): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': 'TrentService.CreateKey',
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=anybody/20261129/us-east-1/kms/aws4_request',
    },
    body: '{}',
  });
  const { KeyMetadata } = (await answer.json()) as { KeyMetadata: { KeyId: string } };
  return KeyMetadata.KeyId;
}

/** With a data store of another account in the stage's configuration. */
async function withForeignStore(task: () => Promise<void>): Promise<void> {
  const file = join(root, `config/${stage}.json`);
  const before = readFileSync(file, 'utf8');
  const config = JSON.parse(before) as { routes: object[] };
  const dataStore = `arn:aws:healthlake:us-east-1:444455556666:datastore/fhir/${'a'.repeat(32)}`;
  writeFileSync(
    file,
    JSON.stringify({ ...config, routes: config.routes.map((route) => ({ ...route, dataStore })) }),
  );
  try {
    await task();
  } finally {
    writeFileSync(file, before);
  }
}
