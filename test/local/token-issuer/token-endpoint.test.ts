import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { IssuerUnderTest } from './start-issuer.ts';
import {
  CONFIDENTIAL,
  ENDPOINT,
  PUBLIC,
  REQUEST,
  askToken,
  authorize,
  newVerifier,
  parametersOf,
  startIssuer,
} from './start-issuer.ts';

let issuer: IssuerUnderTest;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

type Given = Parameters<typeof parametersOf>[0];

/** A code of a person who has let an app in for p1, and the form that redeems it. */
async function redemption(given: Given = {}): Promise<Record<string, string>> {
  const { verifier, challenge } = newVerifier();
  const query = parametersOf(REQUEST, { code_challenge: challenge, nonce: 'nonce of the app', ...given });
  const { query: answered } = await authorize(issuer, query, { decision: 'allow', patient: 'p1' });
  return {
    grant_type: 'authorization_code',
    client_id: query.get('client_id') ?? '',
    redirect_uri: query.get('redirect_uri') ?? '',
    code: answered.code ?? '',
    code_verifier: verifier,
  };
}
const redeem = (form: Record<string, string>, given: Given = {}, headers: Record<string, string> = {}) =>
  askToken(issuer, parametersOf(form, given), headers);
const refresh = (token: string | undefined, given: Given = {}) =>
  askToken(
    issuer,
    parametersOf({ grant_type: 'refresh_token', client_id: PUBLIC.clientId, refresh_token: token }, given),
  );
const verified = async (token = '', options: object = {}): Promise<JWTPayload> =>
  (
    await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer.url}/jwks.json`)), {
      issuer: issuer.url,
      currentDate: new Date(issuer.now()),
      ...options,
    })
  ).payload;
const invalid = (error: string) => expect.objectContaining({ error });

describe('a code', () => {
  test('gives an access token for the patient, an ID token and a refresh token', async () => {
    const { status, body, headers } = await redeem(await redemption());
    expect([status, headers.get('cache-control'), headers.get('pragma')]).toEqual([
      200,
      'no-store',
      'no-cache',
    ]);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid fhirUser launch/patient offline_access patient/*.rs',
      patient: 'p1',
      refresh_token: expect.any(String),
      id_token: expect.any(String),
    });
    const fhirUser = `${ENDPOINT}Patient/p1`;
    expect(await verified(body.access_token, { audience: 'inlet-local', typ: 'at+jwt' })).toMatchObject({
      client_id: PUBLIC.clientId,
      patient: 'p1',
      fhirUser,
      scope: body.scope,
    });
    expect(await verified(body.id_token, { audience: PUBLIC.clientId, typ: 'JWT' })).toMatchObject({
      sub: fhirUser,
      fhirUser,
      nonce: 'nonce of the app',
    });
  });

  test('gives no more than was asked for, and leaves out what the issuer does not know', async () => {
    const { body } = await redeem(
      await redemption({ scope: 'patient/*.rs system/*.cruds email patient/*.rs read' }),
    );
    expect(body).toMatchObject({ scope: 'patient/*.rs', patient: 'p1' });
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['refresh_token']));
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['id_token']));
    expect(decodeJwt(body.access_token ?? '').fhirUser).toBeUndefined();
  });

  test('is good once; who comes with it again ends what it led to', async () => {
    const form = await redemption();
    const { body } = await redeem(form);
    expect(await redeem(form)).toMatchObject({ status: 400, body: invalid('invalid_grant') });
    expect((await refresh(body.refresh_token)).body).toEqual(invalid('invalid_grant'));
  });

  test('is good for a minute of the cloud’s time', async () => {
    const form = await redemption();
    issuer.pass(59);
    const late = await redemption();
    expect((await redeem(form)).status).toBe(200);
    issuer.pass(60);
    expect((await redeem(late)).body).toEqual(invalid('invalid_grant'));
  });

  test.each<[string, Given]>([
    ['another verifier', { code_verifier: newVerifier().verifier }],
    ['no verifier', { code_verifier: undefined }],
    ['the challenge in its place', { code_verifier: newVerifier().challenge }],
    ['another redirect_uri', { redirect_uri: 'http://localhost:3000/app' }],
    ['no redirect_uri', { redirect_uri: undefined }],
    ['a guess', { code: newVerifier().verifier }],
    ['no code', { code: undefined }],
  ])('with %s gives nothing', async (_, given) => {
    expect(await redeem(await redemption(), given)).toMatchObject({
      status: 400,
      body: invalid('invalid_grant'),
    });
  });

  test('of one app gives another nothing', async () => {
    const form = await redemption();
    const other = { client_id: CONFIDENTIAL.clientId, client_secret: CONFIDENTIAL.clientSecret };
    expect((await redeem(form, other)).body).toEqual(invalid('invalid_grant'));
  });

  test('is no refresh token, and a refresh token is no code', async () => {
    const form = await redemption();
    expect((await refresh(form.code)).body).toEqual(invalid('invalid_grant'));
    const { body } = await redeem(form);
    expect((await redeem(await redemption(), { code: body.refresh_token })).body).toEqual(
      invalid('invalid_grant'),
    );
  });
});

describe('a refresh token', () => {
  const first = async () => (await redeem(await redemption())).body.refresh_token;

  test('gives a new access token, and the next refresh token in its place', async () => {
    const one = await first();
    issuer.pass(3600);
    const { status, body } = await refresh(one);
    expect([status, body.refresh_token === one]).toEqual([200, false]);
    expect(await verified(body.access_token)).toMatchObject({ patient: 'p1', client_id: PUBLIC.clientId });
    expect((await refresh(body.refresh_token)).status).toBe(200);
  });

  test('that is used again ends all that came of it: one of the two has stolen it', async () => {
    const one = await first();
    const { body } = await refresh(one);
    expect((await refresh(one)).body).toEqual(invalid('invalid_grant'));
    expect((await refresh(body.refresh_token)).body).toEqual(invalid('invalid_grant'));
  });

  test('may ask for less, and never for more', async () => {
    const { body } = await refresh(await first(), { scope: 'patient/*.rs' });
    expect(body.scope).toBe('patient/*.rs');
    expect((await refresh(body.refresh_token)).body.scope).toBe(REQUEST.scope);
    expect((await refresh(await first(), { scope: 'patient/*.cruds' })).body).toEqual(
      invalid('invalid_scope'),
    );
  });

  test('is good for ninety days, and for its app alone', async () => {
    const one = await first();
    const other = { client_id: CONFIDENTIAL.clientId, client_secret: CONFIDENTIAL.clientSecret };
    expect((await refresh(await first(), other)).body).toEqual(invalid('invalid_grant'));
    issuer.pass(90 * 24 * 3600);
    expect((await refresh(one)).body).toEqual(invalid('invalid_grant'));
  });

  test('needs no client_id of a public app, and all that a confidential one has to say', async () => {
    const { status, body } = await refresh(await first(), { client_id: undefined });
    expect([status, body.patient]).toEqual([200, 'p1']);
    const { clientId, clientSecret, redirectUris } = CONFIDENTIAL;
    const form = await redemption({ client_id: clientId, redirect_uri: redirectUris[0] });
    const ofPortal = async () => (await redeem(form, { client_secret: clientSecret })).body.refresh_token;
    expect((await refresh(await ofPortal(), { client_id: undefined })).body).toEqual(
      invalid('invalid_grant'),
    );
  });

  test('is kept as a hash only', async () => {
    const one = (await first()) ?? '';
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(`${issuer.folder}/cloud.sqlite`, { readOnly: true });
    const rows = JSON.stringify(database.prepare('SELECT * FROM issuer_handle').all());
    database.close();
    expect(rows).toContain('p1');
    expect(rows).not.toContain(one);
  });
});

describe('who asks', () => {
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64')}`,
  });
  const { clientId: id, clientSecret: secret = '', redirectUris } = CONFIDENTIAL;
  const ofPortal = { client_id: id, redirect_uri: redirectUris[0] };

  test('says a secret by HTTP Basic, or in the form', async () => {
    expect(
      (await redeem(await redemption(ofPortal), { client_id: undefined }, basic(id, secret))).status,
    ).toBe(200);
    expect((await redeem(await redemption(ofPortal), { client_secret: secret })).status).toBe(200);
  });

  test.each<[string, string, Given, Record<string, string>]>([
    ['no secret', 'invalid_client', {}, {}],
    ['another secret', 'invalid_client', { client_secret: 'guessed' }, {}],
    ['another secret by Basic', 'invalid_client', {}, basic(id, 'guessed')],
    ['another id beside it', 'invalid_client', { client_id: PUBLIC.clientId }, basic(id, secret)],
    ['the secret twice', 'invalid_request', { client_secret: secret }, basic(id, secret)],
    ['an assertion', 'invalid_client', { client_assertion: 'a.b.c' }, {}],
    ['an assertion beside it', 'invalid_request', { client_assertion: 'a.b.c' }, basic(id, secret)],
    ['nobody', 'invalid_client', { client_id: undefined }, {}],
    ['somebody else', 'invalid_client', { client_id: 'nobody' }, {}],
    [
      'a secret of a public app',
      'invalid_client',
      { client_id: PUBLIC.clientId, client_secret: 'made up' },
      {},
    ],
    ['broken escapes', 'invalid_client', {}, { authorization: `Basic ${btoa('%:%')}` }],
  ])('is refused with %s: %s', async (_, error, given, headers) => {
    const form = await redemption(ofPortal);
    const refused = await redeem(form, given, headers);
    expect([refused.status, refused.body]).toEqual([error === 'invalid_client' ? 401 : 400, invalid(error)]);
    expect(refused.headers.get('www-authenticate')).toBe(
      error === 'invalid_client' ? 'Basic realm="the local issuer"' : null,
    );
    // Nobody but its app can use a code up.
    expect((await redeem(form, { client_secret: secret })).status).toBe(200);
  });

  test.each([
    ['unsupported_grant_type', { grant_type: 'password' }],
    ['unsupported_grant_type', { grant_type: 'constructor' }],
    ['unsupported_grant_type', { grant_type: undefined }],
    ['invalid_request', { grant_type: ['authorization_code', 'refresh_token'] }],
  ])('%s for %j', async (error, given) => {
    expect((await redeem(await redemption(), given)).body).toEqual(invalid(error));
  });
});

describe('a service (client_credentials)', () => {
  const SERVICE = { grant_type: 'client_credentials', client_id: 'nightly', scope: 'system/*.rs' };

  test('has a token for the asking, as with inlet token', async () => {
    const { status, body } = await redeem(SERVICE);
    expect([status, body]).toEqual([
      200,
      { access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600, scope: 'system/*.rs' },
    ]);
    expect(await verified(body.access_token)).toMatchObject({ client_id: 'nightly', aud: 'inlet-local' });
  });

  test.each<[string, Given]>([
    ['unauthorized_client', { client_id: PUBLIC.clientId }],
    ['invalid_client', { client_id: CONFIDENTIAL.clientId }],
    ['invalid_scope', { scope: undefined }],
    ['invalid_scope', { scope: 'patient/*.rs openid' }],
  ])('%s for %j', async (error, given) => {
    expect((await redeem(SERVICE, given)).body).toEqual(invalid(error));
  });

  test('is no page of another origin, which gets tokens by its user alone, in JSON neither', async () => {
    const origin = { origin: 'http://localhost:3000' };
    expect((await redeem(SERVICE, {}, origin)).body).toEqual(invalid('unauthorized_client'));
    const json = await fetch(`${issuer.url}/token`, {
      method: 'POST',
      headers: origin,
      body: JSON.stringify({ scope: 'system/*.rs', audience: 'inlet-local' }),
    });
    expect([json.status, await json.text()]).toEqual([400, expect.stringContaining('another origin')]);
    expect((await redeem(await redemption(), {}, origin)).status).toBe(200);
  });
});

test('what it says of itself is what there is', async () => {
  const read = async (name: string) =>
    (await (await fetch(`${issuer.url}/.well-known/${name}`)).json()) as Record<string, string | string[]>;
  for (const name of ['openid-configuration', 'smart-configuration']) {
    const said = await read(name);
    expect(said).toMatchObject({ issuer: issuer.url, code_challenge_methods_supported: ['S256'] });
    for (const grant of said.grant_types_supported ?? [])
      expect((await redeem({ grant_type: grant })).body.error).not.toBe('unsupported_grant_type');
    for (const scope of said.scopes_supported ?? []) {
      const to = scope.startsWith('system/')
        ? { grant_type: 'client_credentials', client_id: 'x' }
        : undefined;
      if (to) expect((await redeem({ ...to, scope })).body.scope).toBe(scope);
      else if (scope !== 'launch') expect((await redeem(await redemption({ scope }))).body.scope).toBe(scope);
    }
    for (const [member, address] of Object.entries(said)) {
      if (!/_endpoint$|_uri$/.test(member)) continue;
      const method = member === 'token_endpoint' ? 'POST' : 'GET';
      expect(await (await fetch(String(address), { method })).text()).not.toContain('The local issuer has');
    }
  }
});
