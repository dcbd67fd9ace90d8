import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { HealthLakeClientConfig } from '@aws-sdk/client-healthlake';
import { HealthLakeClient, ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, temporaryFolder } from '../support/cloud.ts';
import { Sha256 } from '../../verify/bench/send-signed.ts';
import { run, testWith } from '../support/programs.ts';
import { clientSettings } from '../support/server.ts';

const Bucket = 'inlet-local-inbox';
const OTHER_SECRET = { accessKeyId: 'local', secretAccessKey: 'guessed' };
const OTHER_KEY = { accessKeyId: 'somebody', secretAccessKey: 'local' };

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud({ strictAuth: true, minuteMs: 60_000 });
});
afterAll(() => cloud.end());

const settings = (more: object = {}) => ({
  ...clientSettings(cloud.url),
  maxAttempts: 1,
  forcePathStyle: true,
  ...more,
});

/** The error that a call with these client settings ends with. */
async function refusalOf(
  service: string,
  more: object,
): Promise<{ name: string; $metadata: { httpStatusCode?: number } } | undefined> {
  const call = CALLS[service];
  if (!call) throw new Error(service);
  return call(settings(more)).then(
    () => undefined,
    (error: unknown) => error as never,
  );
}

type Call = (client: ReturnType<typeof settings>) => Promise<unknown>;
const CALLS: Readonly<Record<string, Call>> = {
  HealthLake: (client) => new HealthLakeClient(client).send(new ListFHIRDatastoresCommand()),
  EventBridge: (client) => new EventBridgeClient(client).send(new PutEventsCommand({ Entries: [] })),
  SQS: (client) => new SQSClient(client).send(new ListQueuesCommand()),
  DynamoDB: (client) => new DynamoDBClient(client).send(new ListTablesCommand()),
  Lambda: (client) => new LambdaClient(client).send(new ListFunctionsCommand()),
  S3: (client) => new S3Client(client).send(new ListObjectsV2Command({ Bucket })),
};

describe('where signatures are verified', () => {
  test.each(['HealthLake', 'SQS', 'DynamoDB', 'Lambda'])(
    '%s refuses a wrong secret and an unknown access key',
    async (service) => {
      expect(await refusalOf(service, { credentials: OTHER_SECRET })).toMatchObject({
        name: 'InvalidSignatureException',
        $metadata: { httpStatusCode: 403 },
      });
      expect(await refusalOf(service, { credentials: OTHER_KEY })).toMatchObject({
        name: 'UnrecognizedClientException',
        $metadata: { httpStatusCode: 403 },
      });
    },
  );

  test('EventBridge refuses a wrong secret', async () => {
    expect((await refusalOf('EventBridge', { credentials: OTHER_SECRET }))?.name).toBe(
      'InvalidSignatureException',
    );
  });

  test('S3 refuses in its own words', async () => {
    expect((await refusalOf('S3', { credentials: OTHER_SECRET }))?.name).toBe('SignatureDoesNotMatch');
    expect((await refusalOf('S3', { credentials: OTHER_KEY }))?.name).toBe('InvalidAccessKeyId');
    expect((await fetch(`${cloud.url}/${Bucket}?list-type=2`)).status).toBe(403);
  });

  test('the FHIR endpoint refuses with an OperationOutcome', async () => {
    const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
    const authorization =
      'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/healthlake/aws4_request, SignedHeaders=host;x-amz-date, Signature=0';
    for (const headers of [{ authorization }, { authorization, 'x-amz-date': '20260101T000000Z' }]) {
      const response = await fetch(`${cloud.url}/datastore/${datastoreId}/r4/Patient`, { headers });
      expect([response.status, await response.json()]).toEqual([
        403,
        { resourceType: 'OperationOutcome', issue: [expect.objectContaining({ code: 'forbidden' })] },
      ]);
    }
  });

  test('a date more than a quarter of an hour away is refused, and SDKs then set their clock right', async () => {
    const late: HealthLakeClientConfig = { systemClockOffset: -16 * 60_000 };
    expect(await refusalOf('HealthLake', late)).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(/^Signature expired: \d{8}T\d{6}Z is now earlier than/),
    });
    expect((await refusalOf('S3', late))?.name).toBe('RequestTimeTooSkewed');
    expect(await refusalOf('HealthLake', { ...late, maxAttempts: 2 })).toBeUndefined();
  });

  test('a body that is not the signed one is refused', async () => {
    const client = new HealthLakeClient(settings());
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = '[]';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(client.send(new ListFHIRDatastoresCommand())).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  test('functions sign with their own keys: a dropped file is imported, though the clock is a third of an hour ahead', async () => {
    await cloud.advanceClock(1200);
    const Key = "year=2026/Grüße (1)+'a'!.ndjson";
    await cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: patients(3) }));
    await cloud.advanceClock(300);
    expect(cloud.statusEvents().at(-1)).toMatchObject({ status: 'COMPLETED' });
  });

  /** A request signed in its query, as the Common Parameters page of the API reference has it. */
  async function signedInQuery(
    method: string,
    path: string,
    body = '',
    headers: Record<string, string> = {},
  ): Promise<string> {
    const { hostname, port, host } = new URL(cloud.url);
    const [pathname = '/', search = ''] = path.split('?');
    const { region, credentials } = clientSettings(cloud.url);
    const signer = new SignatureV4({
      region,
      credentials,
      service: 'healthlake',
      sha256: Sha256,
      applyChecksum: false,
    });
    const request = {
      ...{ method, protocol: 'http:', hostname, port: Number(port), path: pathname, body },
      headers: { host, ...headers },
      query: Object.fromEntries(new URLSearchParams(search)),
    };
    // What goes along unsigned is not hoisted into the query.
    const unhoistableHeaders = new Set(Object.keys(headers));
    const { query = {} } = await signer.presign(request, { expiresIn: 300, unhoistableHeaders });
    return `${cloud.url}${pathname}?${new URLSearchParams(query as Record<string, string>).toString()}`;
  }

  test('a signature in the query is verified, for the actions and for FHIR', async () => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'HealthLake.ListFHIRDatastores',
    };
    const url = await signedInQuery('POST', '/', '{}', headers);
    const ask = (address: string, body: string) => fetch(address, { method: 'POST', headers, body });
    expect(await (await ask(url, '{}')).json()).toMatchObject({ DatastorePropertiesList: [{}] });
    const other = await ask(url, '{"MaxResults":1}');
    expect([other.status, await other.json()]).toEqual([
      403,
      expect.objectContaining({ __type: 'InvalidSignatureException' }),
    ]);

    const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
    const fhir = await signedInQuery('GET', `/datastore/${datastoreId}/r4/Patient?_count=1`);
    expect(await (await fetch(fhir)).json()).toMatchObject({ resourceType: 'Bundle', type: 'searchset' });
    expect((await fetch(fhir.replace('_count=1', '_count=2'))).status).toBe(403);
  });

  test('statuses of refusals are those that the settings choose', async () => {
    const ask = (errorStatuses: string) =>
      fetch(`${cloud.url}/_inlet/faults`, {
        method: 'POST',
        body: JSON.stringify({ healthLake: { errorStatuses } }),
      });
    const authorization = 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/healthlake/aws4_request';
    const headers = { authorization, 'x-amz-target': 'HealthLake.ListFHIRDatastores' };
    const status = async () => (await fetch(cloud.url, { method: 'POST', headers, body: '{}' })).status;
    expect(await status()).toBe(400);
    await ask('current');
    expect(await status()).toBe(403);
    await ask('documented');
  });

  testWith('aws')(
    'an address that the AWS CLI of version 1 presigns by its own is refused as by S3',
    async () => {
      await cloud.s3.send(new PutObjectCommand({ Bucket: 'inlet-local-work', Key: 'v2.txt', Body: 'text' }));
      const presign = ['s3', 'presign', 's3://inlet-local-work/v2.txt'];
      const url = (await run('aws', ['--endpoint-url', cloud.url, ...presign], cloud.url)).trim();
      const answer = await fetch(url);
      // Version 2 of the CLI signs with version 4 of the signature.
      if (url.includes('X-Amz-Signature')) expect(answer.status).toBe(200);
      else
        expect([answer.status, await answer.text()]).toEqual([
          400,
          expect.stringContaining('<Code>InvalidRequest</Code><Message>The authorization mechanism'),
        ]);
    },
  );

  testWith('aws')('the AWS CLI signs rightly, and presigns', async () => {
    const { folder, remove } = await temporaryFolder();
    const config = join(folder, 'config');
    writeFileSync(config, '[default]\ns3 =\n  signature_version = s3v4\n');
    const aws = (...args: string[]): Promise<string> =>
      run('aws', ['--endpoint-url', cloud.url, ...args], cloud.url, { AWS_CONFIG_FILE: config });
    expect(await aws('healthlake', 'list-fhir-datastores', '--output', 'json')).toContain('"ACTIVE"');
    await cloud.s3.send(new PutObjectCommand({ Bucket: 'inlet-local-work', Key: 'a b.txt', Body: 'text' }));
    const url = (await aws('s3', 'presign', 's3://inlet-local-work/a b.txt')).trim();
    expect(await (await fetch(url)).text()).toBe('text');
    const forged = await fetch(url.replace('Expires=3600', 'Expires=3601'));
    expect([forged.status, await forged.text()]).toEqual([
      403,
      expect.stringContaining('SignatureDoesNotMatch'),
    ]);
    await remove();
  });
});

testWith('boto3')(
  'the services that people ask beside answer what is rightly signed, and refuse the rest',
  async () => {
    const script = `
import boto3, json, sys
from botocore.exceptions import ClientError
calls = {'sts': 'get_caller_identity', 'iam': 'list_roles', 'kms': 'list_keys', 'cloudformation': 'list_stacks', 'cloudwatch': 'describe_alarms',
         'sns': 'list_topics', 'secretsmanager': 'list_secrets', 'scheduler': 'list_schedules'}
def ask(service, **keys):
    try:
        getattr(boto3.client(service, endpoint_url=sys.argv[1], **keys), calls[service])()
        return 'answered'
    except ClientError as error:
        return error.response['Error']['Code']
assumed = boto3.client('sts', endpoint_url=sys.argv[1]).assume_role(RoleArn='arn:aws:iam::000000000000:role/mine', RoleSessionName='me')['Credentials']
session = {'aws_access_key_id': assumed['AccessKeyId'], 'aws_secret_access_key': assumed['SecretAccessKey'], 'aws_session_token': assumed['SessionToken']}
print(json.dumps([
    sorted({ask(service) for service in calls}),
    sorted({ask(service, **session) for service in calls}),
    sorted({ask(service, aws_access_key_id='local', aws_secret_access_key='guessed') for service in calls}),
]))
`;
    expect(JSON.parse(await run('python3', ['-c', script, cloud.url], cloud.url))).toEqual([
      ['answered'],
      ['answered'],
      [expect.stringContaining('Signature')],
    ]);
  },
);
