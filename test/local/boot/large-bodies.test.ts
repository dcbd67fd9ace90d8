import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { startCloud } from '../../support/cloud.ts';
import { exchange } from '../../support/raw-http.ts';

let clouds: Record<'open' | 'strict', CloudUnderTest>;
beforeAll(async () => {
  // With the limits that a user has.
  const settings = { minuteMs: 60_000, healthLake: {} };
  clouds = { open: await startCloud(settings), strict: await startCloud({ ...settings, strictAuth: true }) };
});
afterAll(() => Promise.all(Object.values(clouds).map((cloud) => cloud.end())));

const MB = 1024 ** 2;

/** A client that sends all it has before it reads, byte for byte; `sent` may be less than is announced. */
async function send(
  cloud: CloudUnderTest,
  line: string,
  headers: Record<string, string>,
  framing: string,
  sent: Buffer,
): Promise<{ status: number; code: string }> {
  const head = [
    `${line} HTTP/1.1`,
    'host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    framing,
  ].join('\r\n');
  const { status, body } = await exchange(
    Number(new URL(cloud.url).port),
    Buffer.concat([Buffer.from(`${head}\r\n\r\n`), sent]),
  );
  const text = body.toString('utf8');
  return {
    status,
    code:
      /RequestEntityTooLarge|EntityTooLarge|MaxMessageLength|too-long|larger than/.exec(text)?.[0] ?? text,
  };
}

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
});
const json = (target: string, service: string) => ({
  'x-amz-target': target,
  'content-type': 'application/x-amz-json-1.0',
  ...signed(service),
});

/** Every service that reads a body whole: its request, and more than it takes. */
const SERVICES: [string, string, Record<string, string>, number][] = [
  ['SQS', 'POST /', json('AmazonSQS.SendMessage', 'sqs'), 13 * MB],
  ['EventBridge', 'POST /', json('AWSEvents.PutEvents', 'events'), 13 * MB],
  ['DynamoDB', 'POST /', json('DynamoDB_20120810.PutItem', 'dynamodb'), 17 * MB],
  ['HealthLake', 'POST /', json('HealthLake.StartFHIRImportJob', 'healthlake'), 2 * MB],
  ['Lambda', 'POST /2015-03-31/functions/inlet-local-poll-jobs/invocations', signed('lambda'), 7 * MB],
  ['the clock', 'POST /_inlet/clock', {}, MB],
  ['faults', 'POST /_inlet/faults', {}, MB],
  ['the issuer', 'POST /_inlet/issuer/token', {}, MB],
  ['FHIR', 'POST /datastore/<id>/r4/Patient', signed('healthlake'), 6 * MB],
];

test('an identity provider has five seconds, and one where the cloud is strict', async () => {
  const limitOf = async (cloud: CloudUnderTest): Promise<unknown> => {
    const faults = (await (await fetch(`${cloud.url}/_inlet/faults`)).json()) as Record<string, unknown>;
    return faults.healthLake;
  };
  expect(await limitOf(clouds.open)).toMatchObject({ identityProviderMs: 5000 });
  expect(await limitOf(clouds.strict)).toMatchObject({ identityProviderMs: 1000 });
});

describe('a body over the limit is refused with 413', () => {
  const lineFor = async (line: string): Promise<string> =>
    line.replace('<id>', (await clouds.open.state()).datastores[0]?.datastoreId ?? '');

  test.each(SERVICES)('by %s, by its Content-Length alone', async (_name, line, headers, bytes) => {
    const answer = await send(
      clouds.open,
      await lineFor(line),
      headers,
      `content-length: ${bytes}`,
      Buffer.from('{'),
    );
    expect(answer).toMatchObject({
      status: 413,
      code: expect.stringMatching(/TooLarge|too-long|larger/) as unknown,
    });
  });

  test.each(SERVICES)(
    'by %s, where all is sent before anything is read',
    async (_name, line, headers, bytes) => {
      const answer = await send(
        clouds.open,
        await lineFor(line),
        headers,
        `content-length: ${bytes}`,
        Buffer.alloc(bytes, ' '),
      );
      expect(answer.status).toBe(413);
    },
  );

  test.each(SERVICES)('by %s, where no length is announced', async (_name, line, headers, bytes) => {
    const chunk = Buffer.concat([
      Buffer.from(`${bytes.toString(16)}\r\n`),
      Buffer.alloc(bytes, ' '),
      Buffer.from('\r\n0\r\n\r\n'),
    ]);
    expect(
      (await send(clouds.open, await lineFor(line), headers, 'transfer-encoding: chunked', chunk)).status,
    ).toBe(413);
  });

  test('by S3, whose own words they are', async () => {
    const line = 'PUT /inlet-local-inbox/large';
    expect(
      await send(clouds.open, line, signed('s3'), `content-length: ${6 * 1024 ** 3}`, Buffer.from('x')),
    ).toEqual({
      status: 400,
      code: 'EntityTooLarge',
    });
    const xml = 'POST /inlet-local-inbox?delete';
    const digest = { ...signed('s3'), 'content-md5': 'CY9rzUYh03PK3k6DJie09g==' };
    expect(await send(clouds.open, xml, digest, `content-length: ${9 * MB}`, Buffer.from('<'))).toEqual({
      status: 400,
      code: 'MaxMessageLength',
    });
  });

  test.each(SERVICES.slice(0, 4))(
    'by %s, before its signature is looked at',
    async (_name, line, headers) => {
      const answer = await send(clouds.strict, line, headers, `content-length: ${17 * MB}`, Buffer.from('{'));
      expect(answer.status).toBe(413);
    },
  );
});
