import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CryptoKey, JWK } from 'jose';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { readSmartApps } from '../../../local/token-issuer/smart-app.ts';
import type { IssuerUnderTest } from './start-issuer.ts';
import { REQUEST, askToken, authorize, newVerifier, parametersOf, startIssuer } from './start-issuer.ts';

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const APP_URI = 'http://localhost:3000/signed';

interface Pair {
  privateKey: CryptoKey;
  jwk: JWK & { kid: string };
}
const pairOf = async (alg: string): Promise<Pair> => {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: `key of ${alg}` } };
};

let [es, rs, other]: Pair[] = [];
let served: { keys: JWK[] } = { keys: [] };
const server = createServer((_request, response) => response.end(JSON.stringify(served)));
let issuer: IssuerUnderTest;
beforeAll(async () => {
  [es, rs, other] = await Promise.all(['ES384', 'RS384', 'ES384'].map(pairOf));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  const keys = [es, rs].map((pair) => ({ ...pair?.jwk }));
  issuer = await startIssuer([
    { clientId: 'service', redirectUris: [], jwks: { keys } },
    { clientId: 'elsewhere', redirectUris: [], jwksUri },
    { clientId: 'app', redirectUris: [APP_URI] },
    { clientId: 'app', redirectUris: [], jwks: { keys } },
  ]);
});
afterAll(async () => {
  await issuer.close();
  server.close();
});

interface Made {
  by?: Pair | undefined;
  header?: object;
  claims?: object;
  /** Seconds from now on. */
  ends?: number;
}
let made = 0;

/** An assertion as it should be, but for what is said. */
function assertion(
  clientId: string,
  { by = es, header = {}, claims = {}, ends = 300 }: Made = {},
): Promise<string> {
  if (!by) throw new Error('no key was made');
  const { kid, kty } = by.jwk;
  const exp = Math.floor(issuer.now() / 1000) + ends;
  return new SignJWT({
    iss: clientId,
    sub: clientId,
    aud: `${issuer.url}/token`,
    exp,
    jti: `assertion ${++made}`,
    ...claims,
  })
    .setProtectedHeader({ alg: kty === 'RSA' ? 'RS384' : 'ES384', typ: 'JWT', kid, ...header })
    .sign(by.privateKey);
}

const ask = (client_assertion: string, given: Record<string, string | undefined> = {}) =>
  askToken(
    issuer,
    parametersOf({
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      client_assertion_type: TYPE,
      client_assertion,
      ...given,
    }),
  );

describe('a service that is registered with keys', () => {
  test('is given a token for an assertion under each algorithm of SMART', async () => {
    for (const by of [es, rs]) {
      const { status, body } = await ask(await assertion('service', { by }));
      expect([status, body.scope]).toEqual([200, 'system/Patient.rs']);
    }
  });

  test('is given none for an assertion that comes twice, until it would be too old anyway', async () => {
    const first = await assertion('service', { claims: { jti: 'the same' } });
    expect((await ask(first)).status).toBe(200);
    const again = await ask(first);
    expect([again.status, again.body.error_description]).toEqual([401, expect.stringContaining('jti')]);
    expect((await ask(await assertion('service', { claims: { jti: 'the same' }, ends: 60 }))).status).toBe(
      401,
    );
    expect((await ask(await assertion('app', { claims: { jti: 'the same' } }))).status).toBe(200);
    issuer.pass(400);
    expect((await ask(await assertion('service', { claims: { jti: 'the same' } }))).status).toBe(200);
  });

  test.each<[string, Made]>([
    ['is signed by another key', { by: { ...other } as Pair }],
    ['has a kid that is not registered', { header: { kid: 'unheard-of' } }],
    ['has no kid', { header: { kid: undefined } }],
    ['says where its keys are', { header: { jku: 'http://127.0.0.1:9/jwks.json' } }],
    ['is no JWT by its typ', { header: { typ: 'at+jwt' } }],
    ['ends later than in five minutes', { ends: 330 }],
    ['has ended', { ends: -30 }],
    ['has no end', { claims: { exp: undefined } }],
    ['has no jti', { claims: { jti: undefined } }],
    ['has an empty jti', { claims: { jti: '' } }],
    ['is for another address', { claims: { aud: 'https://elsewhere.example/token' } }],
    ['is of another client', { claims: { sub: 'somebody' } }],
    ['is issued by a client without keys', { claims: { iss: 'portal', sub: 'portal' } }],
    ['is issued by nobody who is registered', { claims: { iss: 'nobody', sub: 'nobody' } }],
  ])('is given none for an assertion that %s', async (name, how) => {
    const by = name.includes('another key')
      ? other && { ...other, jwk: { ...other.jwk, kid: es?.jwk.kid ?? '' } }
      : es;
    const { status, body } = await ask(await assertion('service', { ...how, by }));
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(body.error_description).toMatch(/^The client_assertion is refused: [ !#-[\]-~]+\.$/);
  });

  test('is given none for what is no assertion, or said otherwise', async () => {
    const errorOf = async (given: Record<string, string | undefined>) =>
      (await ask(await assertion('service'), given)).body.error;
    expect(await errorOf({ client_assertion: 'a.b.c' })).toBe('invalid_client');
    expect(await errorOf({ client_assertion: 'nothing' })).toBe('invalid_client');
    expect(await errorOf({ client_assertion_type: 'urn:other' })).toBe('invalid_client');
    expect(await errorOf({ client_assertion_type: undefined })).toBe('invalid_client');
    expect(await errorOf({ client_id: 'portal' })).toBe('invalid_client');
    expect(await errorOf({ client_secret: 'secret' })).toBe('invalid_request');
    expect(await errorOf({ client_assertion: undefined, client_id: 'service' })).toBe('invalid_client');
    expect(await errorOf({ scope: 'patient/*.rs' })).toBe('invalid_scope');
    expect(await errorOf({ client_id: 'service' })).toBeUndefined();
  });
});

test('keys are fetched from where they are registered, and anew when another one signs', async () => {
  served = { keys: [{ ...es?.jwk }] };
  expect((await ask(await assertion('elsewhere'))).status).toBe(200);
  expect((await ask(await assertion('elsewhere', { by: rs }))).status).toBe(401);
  served = { keys: [{ ...rs?.jwk }] };
  expect((await ask(await assertion('elsewhere', { by: rs }))).status).toBe(200);
});

test('an app that people let in may be one with keys', async () => {
  const { verifier, challenge } = newVerifier();
  const query = parametersOf(REQUEST, { client_id: 'app', redirect_uri: APP_URI, code_challenge: challenge });
  const { query: answered } = await authorize(issuer, query, { decision: 'allow', patient: 'p1' });
  const code = {
    grant_type: 'authorization_code',
    scope: undefined,
    redirect_uri: APP_URI,
    code: answered.code,
    code_verifier: verifier,
  };
  const { status, body } = await ask(await assertion('app'), code);
  expect([status, body.patient]).toEqual([200, 'p1']);
  const refreshing = { grant_type: 'refresh_token', scope: undefined, refresh_token: body.refresh_token };
  const unsigned = { client_assertion: undefined, client_assertion_type: undefined };
  expect((await askToken(issuer, parametersOf({ ...refreshing, ...unsigned }))).status).toBe(400);
  const again = await askToken(issuer, parametersOf(refreshing));
  expect(again.body.error).toBe('invalid_grant');
});

test.each<[string, object]>([
  ['a private key', { jwks: { keys: [{ kty: 'EC', kid: 'a', d: 'secret' }] } }],
  ['a key without kid', { jwks: { keys: [{ kty: 'EC' }] } }],
  ['no key', { jwks: { keys: [] } }],
  ['no JWK Set', { jwks: null }],
  ['a secret beside keys', { clientSecret: 's', jwks: { keys: [{ kty: 'EC', kid: 'a' }] } }],
  ['keys and their address', { jwksUri: 'https://a.example/', jwks: { keys: [{ kty: 'EC', kid: 'a' }] } }],
  ['an address that leads nowhere', { jwksUri: 'file:///etc/jwks.json' }],
])('%s cannot be registered', (_, more) => {
  const register = () => readSmartApps([{ clientId: 'a', redirectUris: [], ...more }]);
  expect(register).toThrow(expect.objectContaining({ code: 'InvalidSmartApp' }));
  expect(register).not.toThrow(/secret"/);
});
