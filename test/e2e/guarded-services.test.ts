import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessKeyOf } from '../../local/ground/account.ts';
import { servedServices } from '../../local/boot/served-services.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import type { CliSession } from '../support/programs.ts';
import { startCliSession, testWith } from '../support/programs.ts';
import { exchange } from '../support/raw-http.ts';

/** A call of each service that the local cloud has, by the name that it is signed for. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  cloudformation: ['cloudformation', 'describe-stacks'],
  dynamodb: ['dynamodb', 'list-tables'],
  events: ['events', 'list-event-buses'],
  healthlake: ['healthlake', 'list-fhir-datastores'],
  iam: ['iam', 'list-roles'],
  kms: ['kms', 'list-keys'],
  lambda: ['lambda', 'list-functions'],
  logs: ['logs', 'describe-log-groups'],
  monitoring: ['cloudwatch', 'list-metrics'],
  s3: ['s3api', 'list-buckets'],
  scheduler: ['scheduler', 'list-schedules'],
  secretsmanager: ['secretsmanager', 'list-secrets'],
  sns: ['sns', 'list-topics'],
  sqs: ['sqs', 'list-queues'],
  ssm: ['ssm', 'get-parameter', '--name', 'a'],
  sts: ['sts', 'get-caller-identity'],
};

/** What whoever has credentials may ask, without a permission (STS API reference, GetCallerIdentity). */
const NEEDS_NO_PERMISSION = new Set(['sts']);

let open: CloudUnderTest;
let strict: CloudUnderTest;
const sessions: CliSession[] = [];
beforeAll(async () => {
  [open, strict] = await Promise.all([startCloud(), startCloud({ strictAuth: true })]);
});
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.end()));
  await open.end();
  await strict.end();
});

const sessionOf = ({ url }: CloudUnderTest, variables: Record<string, string>) => {
  const session = startCliSession(url, variables);
  sessions.push(session);
  // Version 1 of the CLI asks AWS itself for some services, whatever AWS_ENDPOINT_URL says.
  return (...args: readonly string[]): Promise<string> => session.aws('--endpoint-url', url, ...args);
};

/** How each call ends: the names of the errors, or what else there was. */
async function endsOf(
  call: (...args: readonly string[]) => Promise<string>,
): Promise<Record<string, string | undefined>> {
  const ends: Record<string, string | undefined> = {};
  for (const [service, args] of Object.entries(CALLS))
    ends[service] = await call(...args).then(
      () => 'answered',
      (error: unknown) => /\((\w+)\) when calling/.exec(String(error))?.[1] ?? String(error),
    );
  return ends;
}

const all = (end: (service: string) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.keys(CALLS).map((service) => [service, end(service)]));

test('there is a call of every service', async () => {
  expect((await servedServices()).map(({ signingName }) => signingName).sort()).toEqual(
    Object.keys(CALLS).sort(),
  );
});

describe('every service', () => {
  testWith('aws')('refuses a wrong secret and an unknown access key with --strict-auth', async () => {
    const wrong = await endsOf(sessionOf(strict, { AWS_SECRET_ACCESS_KEY: 'guessed' }));
    expect(wrong).toEqual(
      all((service) => (service === 's3' ? 'SignatureDoesNotMatch' : expect.stringMatching(/Signature/))),
    );
    const unknown = await endsOf(sessionOf(strict, { AWS_ACCESS_KEY_ID: 'somebody' }));
    expect(unknown).toEqual(
      all(() => expect.stringMatching(/InvalidAccessKeyId|UnrecognizedClient|InvalidClientTokenId/)),
    );
    const right = await endsOf(sessionOf(strict, {}));
    expect(right).toEqual(all((service) => (service === 'ssm' ? 'ParameterNotFound' : 'answered')));
  });

  testWith('aws')('asks whether a role may', async () => {
    const { Roles } = JSON.parse(await sessionOf(open, {})('iam', 'list-roles', '--output', 'json')) as {
      Roles: { RoleName: string; Arn: string }[];
    };
    // It may do nothing but import and export.
    const role = Roles.find(({ RoleName }) => RoleName.includes('data-access'))?.Arn ?? '';
    expect(role).not.toBe('');
    expect(await endsOf(sessionOf(open, { AWS_ACCESS_KEY_ID: accessKeyOf(role) }))).toEqual(
      all((service) =>
        NEEDS_NO_PERMISSION.has(service) ? 'answered' : expect.stringMatching(/AccessDenied/),
      ),
    );
  });

  test.each(Object.keys(CALLS))(
    '%s is not there for pages of other origins and other host names',
    async (service) => {
      const { port, host } = new URL(open.url);
      const request = (headers: Record<string, string>): string =>
        [
          'POST / HTTP/1.1',
          ...Object.entries({
            Host: host,
            Authorization: `AWS4-HMAC-SHA256 Credential=local/20261129/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
            'Content-Length': '0',
            ...headers,
          }).map(([name, value]) => `${name}: ${value}`),
          '',
          '',
        ].join('\r\n');
      const statusOf = async (headers: Record<string, string>) =>
        (await exchange(Number(port), request(headers))).status;
      expect([
        await statusOf({ Origin: 'https://elsewhere.example' }),
        await statusOf({ 'Sec-Fetch-Site': 'cross-site' }),
        await statusOf({ Host: 'elsewhere.example' }),
      ]).toEqual([403, 403, 403]);
      expect(await statusOf({})).not.toBe(403);
    },
  );
});

describe('what a service lacks is 501, with its name and what there is', () => {
  testWith('aws')('of EventBridge: permissions and tags of buses, partners', async () => {
    const aws = sessionOf(open, {});
    const bus = `arn:aws:events:us-east-1:000000000000:event-bus/inlet-local`;
    for (const [action, ...args] of [
      [
        'put-permission',
        '--event-bus-name',
        'inlet-local',
        '--action',
        'events:PutEvents',
        '--principal',
        '*',
        '--statement-id',
        's',
      ],
      ['list-tags-for-resource', '--resource-arn', bus],
      ['list-event-sources'],
    ] as const)
      await expect(aws('events', action, ...args)).rejects.toThrow(
        /\(NotImplemented\).*does not have \w+ of Amazon EventBridge\. What it has of it: .*PutRule/,
      );
  });
});
