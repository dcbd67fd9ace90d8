import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import { AUDIENCE, CLIENT, INTROSPECTOR, startAuthorizationServer } from '../support/authorization-server.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { expectNoSecrets } from '../support/expect-no-secrets.ts';
import { packageWithIdentity } from '../support/package-with-config.ts';
import type { SecretsManager } from '../support/secrets-manager.ts';
import { startSecretsManager } from '../support/secrets-manager.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:inlet/introspection-AbCdEf';
const REFUSED = { authPayload: { isAuthorized: false } };

let server: AuthorizationServer;
let secrets: SecretsManager;
let packaged: Awaited<ReturnType<typeof packageWithIdentity>>;
let cloud: CloudUnderTest;
const tokens: string[] = [];

beforeAll(async () => {
  server = await startAuthorizationServer();
  secrets = await startSecretsManager(SECRET_ARN, JSON.stringify({ client_secret: INTROSPECTOR.secret }));
  const forUs = { audience: [AUDIENCE], clients: [CLIENT.id] };
  packaged = await packageWithIdentity(
    (own) => ({
      ...own,
      issuers: [{ issuer: server.issuer, ...forUs, algorithms: ['RS256', 'ES384'] }],
      introspection: {
        issuer: server.issuer,
        endpoint: `${server.issuer}/token/introspection`,
        clientId: INTROSPECTOR.id,
        secret: SECRET_ARN,
        cacheSeconds: 30,
        ...forUs,
      },
      roles: [{ roleName: 'read-only' }, { roleName: 'everything', scope: 'system/*.cruds' }],
    }),
    { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url },
  );
  cloud = await startCloud({ packageFolder: packaged.folder, minuteMs: 3_600_000 });
}, 120_000);

afterAll(async () => {
  await cloud.end();
  await Promise.all([server.close(), secrets.close()]);
  packaged.remove();
});

const token = async (...of: Parameters<AuthorizationServer['token']>): Promise<string> => {
  const issued = await server.token(...of);
  tokens.push(issued);
  return issued;
};

/** What HealthLake would be answered, by the real bundle in its worker, and what was logged of it. */
async function ask(bearerToken: string, operationName = 'ReadResource') {
  const { datastores } = await cloud.state();
  const { Payload } = await cloud.lambda.send(
    new InvokeCommand({
      FunctionName: 'inlet-local-identity-provider:live',
      Payload: JSON.stringify({
        datastoreEndpoint: `${cloud.url}/datastore/${datastores[0]?.datastoreId ?? ''}/r4/`,
        operationName,
        bearerToken,
      }),
    }),
  );
  const lines = cloud.logs.filter(({ line }) => line.includes('"message":"token '));
  return {
    answer: JSON.parse(Buffer.from(Payload ?? []).toString()) as Record<string, unknown>,
    record: JSON.parse(lines.at(-1)?.line ?? '{}') as Record<string, unknown>,
  };
}

describe('tokens of a real OAuth server, asked of the real bundle:', () => {
  test.each(['RS256', 'ES384'] as const)('a JWT under %s lets the request pass', async (algorithm) => {
    const { answer, record } = await ask(await token(algorithm, 'system/*.rs'));
    expect(answer).toMatchObject({
      authPayload: {
        isAuthorized: true,
        iss: server.issuer,
        aud: expect.stringContaining('/datastore/') as unknown,
        scope: 'system/*.rs',
      },
      iamRoleARN: 'arn:aws:iam::000000000000:role/read-only',
    });
    expect(record).toMatchObject({ outcome: 'allowed', issuer: server.issuer, client: CLIENT.id });
  });

  test('scopes decide the operation and the role', async () => {
    const wide = await token('RS256', 'system/*.cruds');
    expect(await ask(wide, 'DeleteResource')).toMatchObject({
      answer: { iamRoleARN: 'arn:aws:iam::000000000000:role/everything' },
    });
    const narrow = await ask(await token('RS256', 'system/Patient.r'), 'SearchWithGet');
    expect(narrow).toMatchObject({ answer: REFUSED, record: { code: 'scope-insufficient' } });
  });

  test('keys are fetched once for all of them', () => {
    expect(server.requests('/.well-known/openid-configuration')).toBe(1);
    expect(server.requests('/jwks')).toBe(1);
  });

  test('an opaque token passes by introspection, whose secret is read once', async () => {
    const opaque = await token('opaque', 'system/*.rs');
    expect(opaque).not.toContain('.');
    const { answer, record } = await ask(opaque);
    expect(answer).toMatchObject({ authPayload: { isAuthorized: true, scope: 'system/*.rs' } });
    expect(record).toMatchObject({ issuer: server.issuer, client: CLIENT.id });
    await ask(opaque);
    expect([server.requests('/token/introspection'), secrets.reads()]).toEqual([1, 1]);
  });

  test('a revoked opaque token is refused as soon as the kept answer is old', async () => {
    const opaque = await token('opaque', 'system/*.rs');
    await ask(opaque);
    await server.revoke(opaque);
    expect((await ask(opaque)).record).toMatchObject({ outcome: 'allowed' });
    await cloud.advanceClock(31);
    expect(await ask(opaque)).toMatchObject({ answer: REFUSED, record: { code: 'token-inactive' } });
  });

  test('a token of keys that were rotated in passes with the first request, and one of keys that are gone does not', async () => {
    const old = await token('ES384', 'system/*.rs');
    expect((await ask(old)).record).toMatchObject({ outcome: 'allowed' });
    await server.rotate();
    // Half a minute after the last fetch; before that a flood of unknown key ids would be one of fetches.
    await cloud.advanceClock(31);
    const fresh = await token('ES384', 'system/*.rs');
    expect((await ask(fresh)).record).toMatchObject({ outcome: 'allowed' });
    expect((await ask(old)).record).toMatchObject({ outcome: 'refused', code: 'key-unknown' });
  });

  test('while the server is down its JWTs go on passing for a day, and opaque tokens do not pass', async () => {
    const [jwt, opaque] = [await token('RS256', 'system/*.rs'), await token('opaque', 'system/*.rs')];
    expect((await ask(jwt)).record).toMatchObject({ outcome: 'allowed' });
    server.setDown(true);
    await cloud.advanceClock(23 * 3600);
    expect((await ask(jwt)).record).toMatchObject({ outcome: 'allowed' });
    expect((await ask(opaque)).record).toMatchObject({ code: 'introspection-unavailable' });
    await cloud.advanceClock(2 * 3600);
    expect(await ask(jwt)).toMatchObject({ answer: REFUSED, record: { code: 'keys-unavailable' } });
    server.setDown(false);
    await cloud.advanceClock(31);
    expect((await ask(jwt)).record).toMatchObject({ outcome: 'allowed' });
  });

  test('nothing of any token or secret is in what the cloud logged', () => {
    expect(tokens.length).toBeGreaterThan(8);
    expectNoSecrets(JSON.stringify([cloud.logs, cloud.troubles, cloud.events]), [
      ...tokens,
      CLIENT.secret,
      INTROSPECTOR.secret,
    ]);
  });
});
