import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../../local/ground/aws-error.ts';
import { rawCall } from '../raw-call.ts';
import type { Running } from '../running.ts';
import { ROLE, startHealthLake } from '../running.ts';

const CALLER = 'arn:aws:iam::000000000000:role/start-imports';

const begun = Date.now();
let running: Running;
const denied = new Set<string>();
const asked: string[] = [];
beforeAll(async () => {
  running = await startHealthLake({
    authorize: (caller, action, resource, context) => {
      if (caller.kind === 'account') return;
      asked.push([action, resource, caller.roleArn, ...Object.values(context ?? {})].join(' '));
      if (denied.has(action)) throw new AwsError('AccessDenied', `No ${action}`, 403);
    },
    mayAssumeRole: (roleArn) => roleArn === ROLE,
  });
});
afterAll(() => running.stop());

describe('AWS JSON 1.0', () => {
  test('answers with epoch seconds and milliseconds, a request id and the content type', async () => {
    const { status, headers, body } = await rawCall(running.url, 'ListFHIRDatastores', '{}');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    const [{ CreatedAt } = { CreatedAt: 0 }] = body.DatastorePropertiesList as { CreatedAt: number }[];
    expect(CreatedAt * 1000).toBeGreaterThan(begun - 1);
    expect(CreatedAt * 1000).toBeLessThan(Date.now() + 1);
  });

  test.each([
    ['no target', { 'x-amz-target': undefined }, '{}', 404, 'UnknownOperationException'],
    [
      'an unknown operation',
      { 'x-amz-target': 'HealthLake.Nothing' },
      '{}',
      404,
      'UnknownOperationException',
    ],
    ['no Authorization', { authorization: undefined }, '{}', 403, 'MissingAuthenticationToken'],
    ['a broken Authorization', { authorization: 'AWS4-HMAC-SHA256 x' }, '{}', 400, 'IncompleteSignature'],
    ['another content type', { 'content-type': 'text/plain' }, '{}', 404, 'UnknownOperationException'],
    ['malformed JSON', {}, '{"a"', 400, 'SerializationException'],
    ['JSON that is no object', {}, '[]', 400, 'SerializationException'],
    [
      'a body that is too large',
      {},
      `{"a":"${'x'.repeat(1024 * 1024)}"}`,
      413,
      'RequestEntityTooLargeException',
    ],
  ])('refuses %s', async (_, headers, body, status, name) => {
    const answer = await rawCall(running.url, 'ListFHIRDatastores', body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ __type: name, Message: expect.any(String) });
  });

  const SIGNED_QUERY =
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20260101%2Fus-east-1%2Fhealthlake%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=0';
  test.each<[string, string, Record<string, string | undefined>, number, string | undefined]>([
    ['a signature in the query', SIGNED_QUERY, {}, 200, undefined],
    [
      'the action in the query too',
      `Action=ListFHIRDatastores&Version=2017-07-01&${SIGNED_QUERY}`,
      { 'x-amz-target': undefined },
      200,
      undefined,
    ],
    [
      'an unknown action in the query',
      `Action=Nothing&${SIGNED_QUERY}`,
      { 'x-amz-target': undefined },
      404,
      'UnknownOperationException',
    ],
    [
      'the action of another version',
      `Action=ListFHIRDatastores&Version=2020-01-01&${SIGNED_QUERY}`,
      { 'x-amz-target': undefined },
      404,
      'UnknownOperationException',
    ],
    ['half a signature in the query', 'X-Amz-Algorithm=AWS4-HMAC-SHA256', {}, 400, 'IncompleteSignature'],
  ])('takes the common parameters: %s', async (_, query, headers, status, name) => {
    const url = `${running.url}/?${query}`;
    const answer = await rawCall(url, 'ListFHIRDatastores', '{}', { authorization: undefined, ...headers });
    expect([answer.status, answer.body.__type]).toEqual([status, name]);
  });

  test('has one list of statuses for all errors, by the settings', async () => {
    const statuses = async (): Promise<number[]> => {
      const denied = rawCall(running.url, 'ListFHIRDatastores', '{}', {
        authorization: 'AWS4-HMAC-SHA256 x',
      });
      const unknown = rawCall(running.url, 'Nothing', '{}');
      const invalid = rawCall(running.url, 'DescribeFHIRDatastore', '{}');
      return (await Promise.all([denied, unknown, invalid])).map(({ status }) => status);
    };
    expect(await statuses()).toEqual([400, 404, 400]);
    running.healthlake.configure({ errorStatuses: 'current' });
    expect(await statuses()).toEqual([403, 404, 400]);
    running.healthlake.configure({ errorStatuses: 'documented' });
  });

  test('uses the statuses of the model where the settings say so', async () => {
    const status = async (): Promise<number> =>
      (await rawCall(running.url, 'DescribeFHIRDatastore', '{"DatastoreId":"none"}')).status;
    expect(await status()).toBe(400);
    running.healthlake.configure({ errorStatuses: 'model' });
    expect(await status()).toBe(404);
    running.healthlake.configure({ errorStatuses: 'documented' });
  });
});

describe('permissions', () => {
  test('of the caller are asked for on the data store and on the role it passes on', async () => {
    running.caller.current = { kind: 'role', roleArn: CALLER };
    await running.startImport();
    const store = `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${running.datastoreId}`;
    expect(asked).toContain(`healthlake:StartFHIRImportJob ${store} ${CALLER}`);
    expect(asked).toContain(`iam:PassRole ${ROLE} ${CALLER} healthlake.amazonaws.com`);
  });

  test.each(['healthlake:StartFHIRImportJob', 'iam:PassRole'])(
    'that lack %s are an AccessDeniedException',
    async (action) => {
      denied.add(action);
      await expect(running.startImport()).rejects.toMatchObject({
        name: 'AccessDeniedException',
        $metadata: { httpStatusCode: 400 },
      });
      denied.clear();
    },
  );

  test('are refused where HealthLake may not assume the data access role', async () => {
    await expect(running.startImport({ DataAccessRoleArn: `${ROLE}-other` })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

test('throttling, where it is on, refuses what comes faster than the quota and lets it pass a second later', async () => {
  running.healthlake.configure({ throttling: true });
  const call = async (): Promise<unknown> =>
    (await rawCall(running.url, 'DescribeFHIRDatastore', '{"DatastoreId":"none"}')).body.__type;
  const answers: unknown[] = [];
  for (let number = 0; number < 30; number++) answers.push(await call());
  expect(answers).toContain('ThrottlingException');
  await running.clock.advance(1);
  expect(await call()).toBe('ResourceNotFoundException');
  running.healthlake.configure({ throttling: false });
});
