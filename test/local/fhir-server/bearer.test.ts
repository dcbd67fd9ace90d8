import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { DEFAULT_SETTINGS } from '../../../local/healthlake/healthlake-settings.ts';
import type { Answer, Endpoint, Sent } from './endpoint.ts';
import { BEARER, FUNCTION, idsIn, ROLE, SMART, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  await endpoint.put({ resourceType: 'Patient', id: 'me' });
  await endpoint.put({ resourceType: 'Patient', id: 'other' });
  await endpoint.put({ resourceType: 'Organization', id: 'org' });
});
beforeEach(() => {
  endpoint.allow({});
  endpoint.deny();
  endpoint.asked.length = 0;
});
afterAll(() => endpoint.stop());

const send = (path: string, sent: Sent = {}): Promise<Answer> =>
  endpoint.send(path, { ...sent, headers: { ...sent.headers, ...BEARER } });
const status = async (path: string, sent?: Sent): Promise<number> => (await send(path, sent)).status;

describe('a request with a bearer token', () => {
  test('is told to the identity provider, once, in the name of the data store', async () => {
    expect(await status('Patient/me')).toBe(200);
    expect(endpoint.asked).toEqual([
      {
        functionArn: FUNCTION,
        payload: { datastoreEndpoint: endpoint.url, operationName: 'ReadResource', bearerToken: 'token' },
        by: {
          service: 'healthlake.amazonaws.com',
          sourceArn: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${endpoint.datastoreId}`,
        },
      },
    ]);
  });

  test.each([
    ['GET', 'metadata', 'GetCapabilities'],
    ['GET', 'Patient/x/_history/1', 'VersionReadResource'],
    ['GET', 'Patient', 'SearchWithGet'],
    ['POST', 'Patient/_search', 'SearchWithPost'],
    ['POST', 'Patient', 'CreateResource'],
    ['PUT', 'Patient/x', 'UpdateResource'],
    ['DELETE', 'Patient/x', 'DeleteResource'],
    ['POST', '', 'ProcessBundle'],
  ])('%s %s is told as %s, and the role has to allow it', async (method, path, action) => {
    await send(path, { method });
    expect(endpoint.asked).toEqual([
      expect.objectContaining({ payload: expect.objectContaining({ operationName: action }) }),
    ]);
    endpoint.deny(`healthlake:${action}`);
    const refused = await send(path, { method });
    expect([refused.status, refused.issues]).toEqual([
      403,
      [`forbidden: role may not do healthlake:${action}`],
    ]);
  });

  test('reads with HEAD as with GET', async () => {
    await send('Patient/x', { method: 'HEAD' });
    expect(endpoint.asked[0]?.payload).toMatchObject({ operationName: 'ReadResource' });
    endpoint.deny('healthlake:ReadResource');
    expect(await status('Patient/x', { method: 'HEAD' })).toBe(403);
  });

  test('gets the token through as it was sent', async () => {
    await endpoint.send('Patient/me', { headers: { authorization: 'bearer   a.b=c' } });
    expect(endpoint.asked[0]?.payload).toMatchObject({ bearerToken: 'a.b=c' });
  });

  test('is judged by its token, though it carries the owner’s signature as well', async () => {
    endpoint.allow({ isAuthorized: false });
    expect(await status('Patient/me?X-Amz-Credential=any/20260101/us-east-1/healthlake/aws4_request')).toBe(
      401,
    );
  });
});

describe('refusals', () => {
  test('without Authorization, or with one of another kind, are 401', async () => {
    for (const authorization of ['', 'Basic bG9jYWw6bG9jYWw=', 'token']) {
      const answer = await endpoint.send('Patient/me', { headers: { authorization } });
      expect([answer.status, answer.headers.get('www-authenticate'), answer.issues[0]]).toEqual([
        401,
        'Bearer',
        expect.stringMatching(/^login: /),
      ]);
    }
    expect(endpoint.asked).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['not authorized', { isAuthorized: false }, 401],
    ['of another data store', { aud: 'http://127.0.0.1/datastore/other/r4/' }, 401],
    ['with no resource scope', { scope: 'openid launch/patient' }, 403],
    ['with a scope for another type', { scope: 'system/Observation.read' }, 403],
    ['with a scope for another interaction', { scope: 'system/Patient.write' }, 403],
    ['for a patient that is not named', { scope: 'patient/*.read' }, 403],
  ])('of a token %s are %j', async (_, claims, expected) => {
    endpoint.allow(claims);
    const answer = await send('Patient/me');
    expect([answer.status, answer.json.resourceType]).toEqual([expected, 'OperationOutcome']);
    expect(answer.text).not.toContain('"me"');
  });

  test('follow the cloud’s clock: a token expires', async () => {
    const other = await startEndpoint();
    await other.put({ resourceType: 'Patient', id: 'me' });
    other.allow({});
    const read = async () => (await other.send('Patient/me', { headers: BEARER })).issues;
    expect(await read()).toEqual([]);
    await other.clock.advance(611);
    expect(await read()).toEqual(['login: The token has expired.']);
    await other.stop();
  });

  test('of an identity provider that takes longer than it may: a second, unless said', async () => {
    expect(DEFAULT_SETTINGS.identityProviderMs).toBe(1000);
    endpoint.healthLake.configure({ identityProviderMs: 30 });
    endpoint.answerWith(() => new Promise(() => undefined));
    expect((await send('Patient/me')).issues).toEqual([
      'login: Timeout during custom Idp execution: no answer within 30 ms of real time, which is the limit (npx inlet local --identity-limit-ms <n> changes it).',
    ]);
    expect(endpoint.troubles.splice(0)).toEqual([
      expect.stringMatching(/^A bearer token was refused: arn:aws:lambda:.* 30 ms .*--identity-limit-ms/),
    ]);
    endpoint.healthLake.configure({ identityProviderMs: 1000 });
  });

  test('of one that fails, answers nothing, or may not be invoked', async () => {
    endpoint.answerWith(() =>
      Promise.resolve({ payload: { errorMessage: 'secret' }, functionError: 'Unhandled', logTail: '' }),
    );
    expect((await send('Patient/me')).issues).toEqual(['login: The identity provider failed.']);
    endpoint.answerWith(() => Promise.resolve({ payload: {}, logTail: '' }));
    expect(await status('Patient/me')).toBe(401);
    endpoint.answerWith(() => Promise.reject(new AwsError('AccessDenied', 'no permission', 403)));
    expect(await status('Patient/me')).toBe(403);
  });

  test('of a role that HealthLake may not assume for this data store', async () => {
    const asked: unknown[] = [];
    const other = await startEndpoint(SMART, (...question) => {
      asked.push(question);
      return false;
    });
    other.allow({});
    expect((await other.send('Patient/me', { headers: BEARER })).status).toBe(403);
    expect(asked).toEqual([
      [
        ROLE,
        'healthlake.amazonaws.com',
        {
          'aws:SourceAccount': '000000000000',
          'aws:SourceArn': `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${other.datastoreId}`,
        },
      ],
    ]);
    await other.stop();
  });

  test('of every token where the data store takes signed requests only', async () => {
    const other = await startEndpoint({ AuthorizationStrategy: 'AWS_AUTH' });
    other.allow({});
    expect((await other.send('Patient/me', { headers: BEARER })).status).toBe(401);
    expect(other.asked).toEqual([]);
    expect((await other.send('Patient')).status).toBe(200);
    await other.stop();
  });

  test('of every token where fine-grained authorization would have to be enforced: 501', async () => {
    const other = await startEndpoint({ ...SMART, FineGrainedAuthorizationEnabled: true });
    other.allow({});
    const answer = await other.send('Patient/me', { headers: BEARER });
    expect([answer.status, answer.issues[0]]).toEqual([501, expect.stringMatching(/^not-supported: /)]);
    await other.stop();
  });

  test('of v2 scopes where the data store is of V1', async () => {
    const other = await startEndpoint({ ...SMART, AuthorizationStrategy: 'SMART_ON_FHIR_V1' });
    const statusWith = async (scope: string) => {
      other.allow({ scope });
      return (await other.send('Patient', { headers: BEARER })).status;
    };
    expect([await statusWith('system/*.rs'), await statusWith('system/*.read')]).toEqual([403, 200]);
    await other.stop();
  });
});

describe('scopes with a filter, where the data store has permission-v2.2,', () => {
  let filtered: Endpoint;
  beforeAll(async () => {
    const capabilities = ['permission-v1', 'permission-v2', 'permission-v2.2'];
    const metadata = JSON.parse(SMART.Metadata ?? '') as object;
    filtered = await startEndpoint({ ...SMART, Metadata: JSON.stringify({ ...metadata, capabilities }) });
  });
  afterAll(() => filtered.stop());
  beforeEach(async () => {
    await filtered.put(coded('lab', 'laboratory'));
    await filtered.put(coded('vital', 'vital-signs'));
    await filtered.put(coded('theirs', 'laboratory', 'Patient/other'));
    filtered.allow({ scope: 'patient/Observation.cruds?category=laboratory', patient: 'me' });
  });

  const coded = (id: string, code: string, subject = 'Patient/me') =>
    observation(id, subject, { category: [{ coding: [{ code }] }] });
  const sendTo = (path: string, sent: Sent = {}): Promise<Answer> =>
    filtered.send(path, { ...sent, headers: { ...sent.headers, ...BEARER } });
  const statusOf = async (path: string, sent?: Sent): Promise<number> => (await sendTo(path, sent)).status;

  test('read and find what meets it, in the compartment', async () => {
    expect(await statusOf('Observation/lab')).toBe(200);
    expect(await statusOf('Observation/lab/_history/1')).toBe(200);
    expect(await statusOf('Observation/vital')).toBe(403);
    expect(await statusOf('Observation/theirs')).toBe(403);
    expect(await statusOf('Patient/me')).toBe(403);
    expect(idsIn(await sendTo('Observation'))).toEqual(['lab']);
    expect(idsIn(await sendTo('Observation?category=vital-signs'))).toEqual([]);
    expect(idsIn(await sendTo('Observation?_id=vital,theirs'))).toEqual([]);
  });

  test('write what meets it before and after', async () => {
    const put = (id: string, code: string) => ({ method: 'PUT', body: coded(id, code) });
    expect(await statusOf('Observation/lab', put('lab', 'laboratory'))).toBe(200);
    expect(await statusOf('Observation/lab', put('lab', 'vital-signs'))).toBe(403);
    expect(await statusOf('Observation/vital', put('vital', 'laboratory'))).toBe(403);
    expect(await statusOf('Observation', { method: 'POST', body: coded('x', 'vital-signs') })).toBe(403);
    expect(await statusOf('Observation', { method: 'POST', body: coded('x', 'laboratory') })).toBe(201);
    expect(await statusOf('Observation/vital', { method: 'DELETE' })).toBe(403);
    expect(await statusOf('Observation/lab', { method: 'DELETE' })).toBe(204);
  });

  test('reach no version that did not meet it', async () => {
    await filtered.put(coded('was', 'vital-signs'));
    await filtered.put(coded('was', 'laboratory'));
    expect(await statusOf('Observation/was/_history/1')).toBe(403);
    expect(await statusOf('Observation/was/_history/2')).toBe(200);
  });

  test('hold for each entry of a Bundle', async () => {
    const entry = [
      { request: { method: 'GET', url: 'Observation/lab' } },
      { request: { method: 'GET', url: 'Observation/vital' } },
      { resource: coded('new', 'vital-signs'), request: { method: 'PUT', url: 'Observation/new' } },
      { request: { method: 'GET', url: 'Observation?_id=lab,vital' } },
    ];
    const bundle = { resourceType: 'Bundle', type: 'batch', entry };
    const { json } = await sendTo('', { method: 'POST', body: bundle });
    expect(json.entry).toMatchObject([
      { response: { status: '200 OK' } },
      { response: { status: '403 Forbidden' } },
      { response: { status: '403 Forbidden' } },
      { resource: { entry: [{ resource: { id: 'lab' } }] } },
    ]);
    const transaction = { ...bundle, type: 'transaction' };
    expect(await statusOf('', { method: 'POST', body: transaction })).toBe(403);
    expect((await filtered.send('Observation/new')).status).toBe(404);
  });

  test('grant nothing where the filter cannot be evaluated', async () => {
    filtered.allow({ scope: 'system/Observation.rs?value-quantity=much' });
    expect([await statusOf('Observation/lab'), await statusOf('Observation')]).toEqual([403, 403]);
  });
});

describe('a signed request', () => {
  test('may do what the caller’s policies allow', async () => {
    endpoint.callAs({ kind: 'role', roleArn: ROLE });
    expect((await endpoint.send('Patient/me')).status).toBe(200);
    endpoint.deny('healthlake:ReadResource');
    const refused = await endpoint.send('Patient/me');
    expect([refused.status, refused.issues]).toEqual([
      403,
      ['forbidden: role may not do healthlake:ReadResource'],
    ]);
    expect((await endpoint.send('Patient')).status).toBe(200);
    expect(endpoint.asked).toEqual([]);
    endpoint.callAs({ kind: 'account' });
  });

  test('needs both the Bundle’s action and that of each entry', async () => {
    const body = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: 'Patient/me' } }],
    };
    endpoint.deny('healthlake:ReadResource');
    const answer = await endpoint.send('', { method: 'POST', body });
    expect(answer.json.entry).toMatchObject([{ response: { status: '403 Forbidden' } }]);
    endpoint.deny('healthlake:ProcessBundle');
    expect((await endpoint.send('', { method: 'POST', body })).status).toBe(403);
  });
});

describe('patient/ scopes', () => {
  beforeEach(async () => {
    await endpoint.put(observation('mine', 'Patient/me'));
    await endpoint.put(observation('theirs', 'Patient/other'));
    endpoint.allow({ scope: 'patient/*.cruds', patient: 'me' });
  });

  const put = (resource: { resourceType: string; id: string }): Promise<number> =>
    status(`${resource.resourceType}/${resource.id}`, { method: 'PUT', body: resource });

  test('read what is in the compartment', async () => {
    expect(await status('Observation/mine')).toBe(200);
    expect(await status('Observation/mine/_history/1')).toBe(200);
    expect(await status('Patient/me')).toBe(200);
    expect(await status('Observation/theirs')).toBe(403);
    expect(await status('Patient/other')).toBe(403);
    expect(await status('Organization/org')).toBe(403);
  });

  test('do not tell what is outside from what does not exist', async () => {
    for (const method of ['GET', 'DELETE']) {
      const outside = await send('Observation/theirs', { method });
      expect((await send('Observation/nothing', { method })).text).toBe(outside.text);
    }
  });

  test('find only what they could read', async () => {
    const found = async (path: string) => idsIn(await send(path));
    expect(await found('Observation?_id=mine,theirs')).toEqual(['mine']);
    expect(await found('Observation?subject=Patient/other')).toEqual([]);
    expect(await found('Patient')).toEqual(['me']);
    const posted = await send('Patient/_search', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '_id=other',
    });
    expect(idsIn(posted)).toEqual([]);
    expect(await status('Organization')).toBe(403);
  });

  test('write what was inside and stays inside: nothing is taken in, nothing is moved out', async () => {
    expect(await put(observation('mine', 'Patient/me', { status: 'amended' }))).toBe(200);
    expect(await put(observation('mine', 'Patient/other'))).toBe(403);
    expect(await put(observation('theirs', 'Patient/me'))).toBe(403);
    expect(await put(observation('new', 'Patient/other'))).toBe(403);
    expect(await put(observation('new', 'Patient/me'))).toBe(201);
    expect(await put({ resourceType: 'Patient', id: 'other' })).toBe(403);
    expect((await endpoint.send('Observation/theirs')).json.subject).toEqual({ reference: 'Patient/other' });
  });

  test('create what is inside', async () => {
    const create = (subject: string) =>
      status('Observation', { method: 'POST', body: observation('x', subject) });
    expect([await create('Patient/me'), await create('Patient/other')]).toEqual([201, 403]);
    expect(await status('Patient', { method: 'POST', body: { resourceType: 'Patient', id: 'me' } })).toBe(
      403,
    );
    expect(await status('Organization', { method: 'POST', body: { resourceType: 'Organization' } })).toBe(
      403,
    );
  });

  test('delete what is inside; what it was is still theirs, whatever came of it', async () => {
    expect(await status('Observation/theirs', { method: 'DELETE' })).toBe(403);
    expect(await status('Observation/mine', { method: 'DELETE' })).toBe(204);
    expect(await status('Observation/mine')).toBe(410);
    await endpoint.send('Observation/theirs', { method: 'DELETE' });
    expect(await status('Observation/theirs')).toBe(403);
    expect(await put(observation('theirs', 'Patient/me'))).toBe(403);
  });

  test('reach no version of what has become another patient’s, and no other patient’s version of what is theirs', async () => {
    await endpoint.put(observation('moved', 'Patient/me'));
    await endpoint.put(observation('moved', 'Patient/other'));
    expect(await status('Observation/moved/_history/1')).toBe(403);
    await endpoint.put(observation('moved', 'Patient/me'));
    expect(await status('Observation/moved/_history/1')).toBe(200);
    expect(await status('Observation/moved/_history/2')).toBe(403);
  });

  test('hold for each entry of a Bundle', async () => {
    const entry = [
      { request: { method: 'GET', url: 'Observation/mine' } },
      { request: { method: 'GET', url: 'Observation/theirs' } },
      { request: { method: 'GET', url: 'Patient' } },
      { request: { method: 'DELETE', url: 'Patient/other' } },
      { resource: observation('b', 'Patient/other'), request: { method: 'PUT', url: 'Observation/b' } },
      { request: { method: 'GET', url: 'Organization/org' } },
    ];
    const bundle = (type: string) =>
      send('', { method: 'POST', body: { resourceType: 'Bundle', type, entry } });
    const batch = await bundle('batch');
    expect(batch.json.entry).toMatchObject([
      { response: { status: '200 OK' } },
      { response: { status: '403 Forbidden' } },
      { resource: { entry: [{ resource: { id: 'me' } }] } },
      { response: { status: '403 Forbidden' } },
      { response: { status: '403 Forbidden' } },
      { response: { status: '403 Forbidden' } },
    ]);
    expect(endpoint.asked).toHaveLength(1);
    expect((await bundle('transaction')).status).toBe(403);
    expect((await endpoint.send('Patient/other')).status).toBe(200);
  });

  test('cannot take in a resource by a transaction that moves it first', async () => {
    const entry = [
      {
        resource: observation('theirs', 'Patient/me'),
        request: { method: 'PUT', url: 'Observation/theirs' },
      },
      { request: { method: 'GET', url: 'Observation/theirs' } },
    ];
    const answer = await send('', {
      method: 'POST',
      body: { resourceType: 'Bundle', type: 'transaction', entry },
    });
    expect([answer.status, answer.issues]).toEqual([
      403,
      ['forbidden: Bundle.entry[0]: The scopes of the token do not reach this resource.'],
    ]);
  });
});
