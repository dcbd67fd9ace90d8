import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { openSigningKey } from '../../../local/token-issuer/signing-key.ts';
import type { IssuerUnderTest } from './start-issuer.ts';
import { startIssuer } from './start-issuer.ts';

let issuer: IssuerUnderTest;
let url: string;
beforeAll(async () => {
  issuer = await startIssuer();
  ({ url } = issuer);
});
afterAll(() => issuer.close());

const ask = (body: unknown) =>
  fetch(`${url}/token`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
const minted = async (wanted: object): Promise<string> =>
  (
    (await (await ask({ scope: 'system/*.rs', audience: 'inlet-local', ...wanted })).json()) as {
      access_token: string;
    }
  ).access_token;
const keys = () => createRemoteJWKSet(new URL(`${url}/jwks.json`));

describe('the local issuer', () => {
  test('gives tokens that verify with the keys its discovery document leads to, by the cloud’s clock', async () => {
    const discovery = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      jwks_uri: string;
    };
    const token = await minted({ patient: 'p1', fhirUser: 'Practitioner/a', expiresSeconds: 60 });
    const { payload, protectedHeader } = await jwtVerify(
      token,
      createRemoteJWKSet(new URL(discovery.jwks_uri)),
      {
        issuer: discovery.issuer,
        audience: 'inlet-local',
        algorithms: ['ES256'],
        typ: 'at+jwt',
        currentDate: new Date(issuer.now()),
      },
    );
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      scope: 'system/*.rs',
      patient: 'p1',
      fhirUser: 'Practitioner/a',
      iat: issuer.now() / 1000,
      exp: issuer.now() / 1000 + 60,
    });
  });

  test('tells each token of its own time when the clock has moved on', async () => {
    issuer.pass(3600);
    const token = await minted({});
    await expect(
      jwtVerify(token, keys(), { currentDate: new Date(issuer.now() - 3600_000) }),
    ).rejects.toThrow('nbf');
    await expect(jwtVerify(token, keys(), { currentDate: new Date(issuer.now()) })).resolves.toBeDefined();
  });

  test('publishes nothing private, and keeps its key for its owner alone', async () => {
    const published = await (await fetch(`${url}/jwks.json`)).text();
    const file = join(issuer.folder, 'issuer-key.json');
    expect(JSON.parse(published)).toEqual({
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: expect.any(String),
          y: expect.any(String),
          kid: expect.any(String),
          alg: 'ES256',
          use: 'sig',
        },
      ],
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('has the same key after a restart, so that tokens go on being good', async () => {
    const token = await minted({});
    expect(openSigningKey(issuer.folder).jwk).toEqual(openSigningKey(issuer.folder).jwk);
    await expect(jwtVerify(token, keys(), { currentDate: new Date(issuer.now()) })).resolves.toBeDefined();
  });

  test.each<[string, unknown, string]>([
    ['no JSON', 'scope=system', 'JSON object'],
    ['no scope', { audience: 'a' }, 'scope must be'],
    ['an empty audience', { scope: 's', audience: '' }, 'audience must be'],
    ['a patient that is no text', { scope: 's', audience: 'a', patient: 7 }, 'patient must be'],
    ['an expiry of no time', { scope: 's', audience: 'a', expiresSeconds: 0 }, 'expiresSeconds must be'],
    [
      'an expiry of a year',
      { scope: 's', audience: 'a', expiresSeconds: 31_536_000 },
      'expiresSeconds must be',
    ],
  ])('refuses %s, and says why', async (_, body, why) => {
    const response = await ask(body);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(why)]);
  });
});
