import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Introspection } from '../../../../config/stage-config.generated.ts';
import type { FetchOptions } from '../../../../lib/identity/keys/fetch-json.ts';
import { UnexpectedStatus } from '../../../../lib/identity/keys/fetch-json.ts';
import { createIdentityProvider } from '../../../../lib/identity/identity-provider.ts';
import {
  createIssuer,
  CLAIM_NAMES,
  NOW,
  NOW_SECONDS,
  REQUEST,
  smartStore,
  trusted,
  settingsWith,
} from '../issuer.ts';

const SERVER = 'https://as.example';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:inlet';
const rules: Introspection = {
  issuer: SERVER,
  endpoint: `${SERVER}/introspect`,
  clientId: 'inlet client',
  secret: SECRET_ARN,
  clients: ['app-1'],
  claims: CLAIM_NAMES,
  cacheSeconds: 30,
  accessTokensOnly: false,
};
const ACTIVE = {
  active: true,
  iss: SERVER,
  token_type: 'Bearer',
  client_id: 'app-1',
  sub: 'subject-1',
  scope: 'system/*.rs',
  iat: NOW_SECONDS - 60,
  exp: NOW_SECONDS + 600,
};
const REFUSED = { authPayload: { isAuthorized: false } };

/** An authorization server, its clock and the keeper of secrets, all in our hands. */
function createWorld() {
  return {
    time: NOW,
    answer: ACTIVE as unknown,
    /** What the server takes for the client's secret. */
    serverSecret: 'secret-1',
    /** What Secrets Manager holds. */
    keptSecret: 'secret-1' as string | Error,
    asked: [] as { url: string; options: FetchOptions }[],
    secretReads: 0,
  };
}

let world: ReturnType<typeof createWorld>;
beforeEach(() => {
  world = createWorld();
});

const providerOf = (store = smartStore({ introspection: rules })) =>
  createIdentityProvider(settingsWith(store), {
    fetchJson: (url, options = {}) => {
      world.asked.push({ url, options });
      const { authorization = '' } = options.headers as Record<string, string>;
      const given = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
      if (given !== `inlet+client:${world.serverSecret}`) return Promise.reject(new UnexpectedStatus(401));
      return world.answer instanceof Error ? Promise.reject(world.answer) : Promise.resolve(world.answer);
    },
    readSecret: () => {
      world.secretReads += 1;
      const { keptSecret } = world;
      return keptSecret instanceof Error ? Promise.reject(keptSecret) : Promise.resolve(keptSecret);
    },
    now: () => world.time,
  });
const ask = (provider = providerOf(), bearerToken = 'opaque-token-1') =>
  provider.decide({ ...REQUEST, bearerToken });
const codeOf = async (answer: unknown) => {
  world.answer = answer;
  const { record } = await ask();
  return record.claim === null ? record.code : [record.code, record.claim];
};

describe('an opaque token', () => {
  test('that is active lets the request pass, in the form that HealthLake asks for', async () => {
    const { answer, record } = await ask();
    expect(answer).toMatchObject({
      authPayload: {
        iss: SERVER,
        aud: REQUEST.datastoreEndpoint,
        nbf: NOW_SECONDS - 60,
        exp: NOW_SECONDS + 600,
        isAuthorized: true,
        uid: 'subject-1',
        scope: 'system/*.rs',
      },
    });
    expect(answer.authPayload).not.toHaveProperty('active');
    expect(record).toMatchObject({ outcome: 'allowed', issuer: SERVER, client: 'app-1' });
  });

  test('is asked about as RFC 7662 says: by a form, as a client', async () => {
    await ask();
    expect(world.asked).toMatchObject([
      {
        url: `${SERVER}/introspect`,
        options: {
          body: 'token=opaque-token-1&token_type_hint=access_token',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        },
      },
    ]);
  });

  test.each<[string, unknown, unknown]>([
    ['not active', { ...ACTIVE, active: false }, 'token-inactive'],
    ['active as a text', { ...ACTIVE, active: 'true' }, 'token-inactive'],
    ['nothing', {}, 'token-inactive'],
    ['a list', [ACTIVE], 'introspection-unavailable'],
    ['null', null, 'introspection-unavailable'],
    ['of another issuer', { ...ACTIVE, iss: 'https://other.example' }, ['claim-refused', 'iss']],
    ['of another client', { ...ACTIVE, client_id: 'app-2' }, ['client-refused', 'client_id']],
    ['of no client', { ...ACTIVE, client_id: undefined }, ['client-refused', 'client_id']],
    ['expired', { ...ACTIVE, exp: NOW_SECONDS - 11 }, ['expired', 'exp']],
    ['without an expiry', { ...ACTIVE, exp: undefined }, ['claim-refused', 'exp']],
    ['without a client, which is null', { ...ACTIVE, client_id: null }, ['client-refused', 'client_id']],
    ['a refresh token of Hydra', { ...ACTIVE, token_use: 'refresh_token' }, ['type-refused', 'token_use']],
    ['bound to a key', { ...ACTIVE, cnf: { jkt: 'x' } }, ['sender-constrained', 'cnf']],
    ['a DPoP token', { ...ACTIVE, token_type: 'DPoP' }, ['type-refused', 'token_type']],
    [
      'a refresh token, which has no type',
      { ...ACTIVE, token_type: undefined, x: 1 },
      ['type-refused', 'token_type'],
    ],
    ['a refresh token of Keycloak', { ...ACTIVE, typ: 'Refresh' }, ['type-refused', 'typ']],
    ['without scopes', { ...ACTIVE, scope: undefined }, ['scope-missing', 'scope']],
  ])('whose answer is %s is refused', async (_, answer, code) => {
    expect(await codeOf(JSON.parse(JSON.stringify(answer)))).toEqual(code);
  });

  test('that SMART App Launch 2.2 calls complete is enough of a server that answers for access tokens only', async () => {
    const { active, scope, client_id, exp } = ACTIVE;
    world.answer = { active, scope, client_id, exp };
    const ofAccessTokens = providerOf(smartStore({ introspection: { ...rules, accessTokensOnly: true } }));
    expect((await ask(ofAccessTokens)).answer).toMatchObject({
      authPayload: { isAuthorized: true, iss: SERVER, scope, nbf: NOW_SECONDS, iat: NOW_SECONDS, exp },
    });
    expect((await ask()).record).toMatchObject({ code: 'type-refused', claim: 'token_type' });
    for (const missing of ['scope', 'client_id', 'exp']) {
      world.answer = { active, scope, client_id, exp, [missing]: null };
      expect((await ask(ofAccessTokens, `without ${missing}`.replace(' ', '-'))).record).toMatchObject({
        outcome: 'refused',
        claim: missing,
      });
    }
  });

  test.each([
    [
      'Hydra, whose token_use says what it is',
      { token_use: 'access_token', token_type: 'Bearer', ext: { patient: 'p1' } },
    ],
    ['Hydra without token_type', { token_use: 'access_token', token_type: null }],
    ['Keycloak', { typ: 'Bearer', token_type: undefined, nonce: 'n' }],
    ['a server that writes null for what it has not', { cnf: null, nbf: null, iat: null, iss: null }],
  ])('passes by the answer of %s', async (_, changes) => {
    expect(await codeOf(JSON.parse(JSON.stringify({ ...ACTIVE, ...changes })))).toBe(null);
  });

  test.each([
    ['down', new Error('connection refused')],
    ['broken', new UnexpectedStatus(500)],
  ])('is refused while the server is %s', async (_, answer) => {
    expect(await codeOf(answer)).toBe('introspection-unavailable');
  });

  test('is refused where the data store has no introspection', async () => {
    const { answer, record } = await ask(providerOf(smartStore()));
    expect(answer).toEqual(REFUSED);
    expect(record.code).toBe('token-malformed');
  });

  test.each(['', ' ', 'with space', 'ünïcode', 'a\nb', '"quoted"'])(
    'of a form that no bearer token has is not sent on: %j',
    async (token) => {
      const { record } = await ask(providerOf(), token);
      expect(record.code).toBe('token-malformed');
      expect(world.asked).toEqual([]);
    },
  );
});

describe('an answer that a token is active', () => {
  test('serves for a while, and then the server is asked again', async () => {
    const provider = providerOf();
    await ask(provider);
    world.time += 29_999;
    await ask(provider);
    expect(world.asked).toHaveLength(1);
    world.time += 1;
    world.answer = { active: false };
    expect((await ask(provider)).record.code).toBe('token-inactive');
  });

  test('is that token’s alone', async () => {
    const provider = providerOf();
    await ask(provider);
    world.answer = { active: false };
    expect((await ask(provider, 'opaque-token-2')).record.code).toBe('token-inactive');
  });

  test('never serves past the token’s expiry', async () => {
    world.answer = { ...ACTIVE, exp: NOW_SECONDS + 5 };
    const provider = providerOf();
    await ask(provider);
    world.time += 5000;
    world.answer = { active: false };
    expect((await ask(provider)).record.code).toBe('token-inactive');
    expect(world.asked).toHaveLength(2);
  });

  test('is not kept where cacheSeconds is 0', async () => {
    const provider = providerOf(smartStore({ introspection: { ...rules, cacheSeconds: 0 } }));
    await ask(provider);
    await ask(provider);
    expect(world.asked).toHaveLength(2);
  });

  test('is not kept where it is none: an inactive token may become active', async () => {
    world.answer = { active: false };
    const provider = providerOf();
    await ask(provider);
    world.answer = ACTIVE;
    expect((await ask(provider)).record.outcome).toBe('allowed');
  });
});

describe('the secret', () => {
  test('is read once, before the first token', async () => {
    const provider = providerOf();
    await provider.preload();
    await ask(provider);
    await ask(provider, 'opaque-token-2');
    expect(world.secretReads).toBe(1);
  });

  test('is read again when the server refuses it, and the token is asked about once more', async () => {
    const provider = providerOf();
    await ask(provider);
    world.time += 60_000;
    world.serverSecret = world.keptSecret = 'secret-2';
    expect((await ask(provider, 'opaque-token-2')).record.outcome).toBe('allowed');
    expect(world.secretReads).toBe(2);
  });

  test('is read again at most once a minute, however many tokens come', async () => {
    const provider = providerOf();
    await provider.preload();
    world.serverSecret = 'secret-2';
    world.time += 60_000;
    for (let count = 0; count < 20; count += 1)
      expect((await ask(provider, `token-${count}`)).record.code).toBe('introspection-unauthorized');
    expect(world.secretReads).toBe(2);
    expect(world.asked).toHaveLength(20);
  });

  test('that cannot be read is a refusal, costs one attempt in each cool-down, and is read when it can be', async () => {
    world.keptSecret = new Error('throttled');
    const provider = providerOf();
    await expect(provider.preload()).resolves.toBeUndefined();
    for (let count = 0; count < 200; count += 1)
      expect((await ask(provider, `token-${count}`)).record.code).toBe('secret-unavailable');
    // The start's own attempt may have failed because the process was frozen; the first token's is the one that counts.
    expect(world.secretReads).toBe(2);
    world.keptSecret = 'secret-1';
    world.time += 59_999;
    expect((await ask(provider)).record.code).toBe('secret-unavailable');
    expect(world.secretReads).toBe(2);
    world.time += 1;
    expect((await ask(provider)).record.outcome).toBe('allowed');
    expect(world.secretReads).toBe(3);
    expect(world.asked).toHaveLength(1);
  });

  test('that many tokens wait for at once is read once', async () => {
    const provider = providerOf();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, count) => ask(provider, `token-${count}`)),
    );
    expect(answers.map(({ record }) => record.outcome)).toEqual(Array.from({ length: 20 }, () => 'allowed'));
    expect(world.secretReads).toBe(1);
  });
});

describe('a token is shown to nobody but whom it is configured for', () => {
  test('a JWT of a configured issuer is verified, not introspected', async () => {
    const issuer = await createIssuer();
    const store = smartStore({ issuers: [trusted({ jwks: issuer.jwks })], introspection: rules });
    expect((await ask(providerOf(store), await issuer.sign())).record.outcome).toBe('allowed');
    expect((await ask(providerOf(store), await issuer.sign({ exp: 1 }))).record.code).toBe('expired');
    expect(world.asked).toEqual([]);
  });

  test('a JWT of a stranger goes to no server', async () => {
    const issuer = await createIssuer();
    const { record } = await ask(providerOf(), await issuer.sign({ iss: 'https://stranger.example' }));
    expect(record).toMatchObject({ code: 'issuer-unknown', issuer: null });
    expect(world.asked).toEqual([]);
  });

  test('a JWT of the server’s own goes to it', async () => {
    const issuer = await createIssuer();
    const { record } = await ask(providerOf(), await issuer.sign({ iss: SERVER }));
    expect(record).toMatchObject({ outcome: 'allowed', issuer: SERVER });
    expect(world.asked).toHaveLength(1);
  });

  test('a token for one data store is not tried at the server of another', async () => {
    const other = {
      ...rules,
      issuer: 'https://other-as.example',
      endpoint: 'https://other-as.example/introspect',
    };
    const stores = [
      smartStore({ introspection: rules }),
      smartStore({ datastoreId: 'f'.repeat(32), introspection: other }),
    ];
    const provider = createIdentityProvider(settingsWith(...stores), {
      fetchJson: (url, options = {}) => {
        world.asked.push({ url, options });
        return Promise.resolve({ active: false });
      },
      readSecret: () => Promise.resolve('secret-1'),
      now: () => NOW,
    });
    await ask(provider);
    expect(world.asked.map(({ url }) => url)).toEqual([rules.endpoint]);
  });
});
