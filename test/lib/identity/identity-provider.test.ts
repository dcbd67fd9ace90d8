import { createHmac } from 'node:crypto';
import type { ClaimNames } from '../../../config/stage-config.generated.ts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CryptoKey, JWTPayload } from 'jose';
import { exportSPKI, importJWK, SignJWT } from 'jose';
import type { IdentityProvider } from '../../../lib/identity/identity-provider.ts';
import { createIdentityProvider } from '../../../lib/identity/identity-provider.ts';
import type { IdentitySettings } from '../../../lib/identity/settings.ts';
import { expectNoSecrets } from '../../support/expect-no-secrets.ts';
import type { Changes, TestIssuer } from './issuer.ts';
import {
  AUDIENCE,
  CLAIMS,
  createIssuer,
  ISSUER,
  NOW_SECONDS,
  OUT_OF_REACH,
  REQUEST,
  ROLE_ARN,
  settingsOf,
  smartStore,
  trusted,
  settingsWith,
} from './issuer.ts';
import { claimNames } from './tokens/token-shapes.ts';

const REFUSED = { authPayload: { isAuthorized: false } };

const BASE64URL = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

const providerOf = (settings: IdentitySettings) => createIdentityProvider(settings, OUT_OF_REACH);

let issuer: TestIssuer;
let provider: IdentityProvider;

beforeAll(async () => {
  issuer = await createIssuer();
  provider = providerOf(settingsOf({ jwks: issuer.jwks }));
});

const ask = (bearerToken: string) => provider.decide({ ...REQUEST, bearerToken });

describe('a token that is in order', () => {
  test('lets the request pass, in the form that HealthLake asks for', async () => {
    const { answer } = await ask(await issuer.sign());
    expect(answer).toEqual({
      authPayload: {
        iss: ISSUER,
        aud: REQUEST.datastoreEndpoint,
        iat: NOW_SECONDS - 60,
        nbf: NOW_SECONDS - 60,
        exp: NOW_SECONDS + 3600,
        isAuthorized: true,
        scope: 'system/*.rs',
        uid: 'subject-7f3a9c',
      },
      iamRoleARN: ROLE_ARN,
    });
  });

  test('hands on patient and fhirUser', async () => {
    const claims = { patient: 'patient-1', fhirUser: 'Patient/patient-1', scope: 'patient/*.read openid' };
    const { answer } = await ask(await issuer.sign(claims));
    expect(answer.authPayload).toMatchObject(claims);
  });

  test('may come with the word Bearer before it', async () => {
    const { answer } = await ask(`Bearer ${await issuer.sign()}`);
    expect(answer.authPayload.isAuthorized).toBe(true);
  });

  test('may name several audiences, of which one is ours', async () => {
    const { answer } = await ask(await issuer.sign({ aud: ['https://other.example', AUDIENCE] }));
    expect(answer.authPayload).toMatchObject({ isAuthorized: true, aud: REQUEST.datastoreEndpoint });
  });

  test('may come from a clock that is a little ahead; HealthLake then sees no time to come', async () => {
    const { answer } = await ask(await issuer.sign({ nbf: NOW_SECONDS + 5, iat: NOW_SECONDS + 5 }));
    expect(answer.authPayload).toMatchObject({ isAuthorized: true, nbf: NOW_SECONDS });
  });

  test('without nbf counts from iat', async () => {
    const { answer } = await ask(await issuer.sign({ nbf: undefined }));
    expect(answer.authPayload).toMatchObject({ isAuthorized: true, nbf: NOW_SECONDS - 60 });
  });

  test.each([
    ['neither nbf nor iat', {}, NOW_SECONDS, NOW_SECONDS],
    ['both as null', { nbf: null, iat: null }, NOW_SECONDS, NOW_SECONDS],
    ['iat alone', { iat: NOW_SECONDS - 9 }, NOW_SECONDS - 9, NOW_SECONDS - 9],
    ['nbf alone', { nbf: NOW_SECONDS - 9 }, NOW_SECONDS - 9, NOW_SECONDS - 9],
    ['nbf, and iat as null', { nbf: NOW_SECONDS - 9, iat: null }, NOW_SECONDS - 9, NOW_SECONDS - 9],
    ['both', { nbf: NOW_SECONDS - 9, iat: NOW_SECONDS - 8 }, NOW_SECONDS - 9, NOW_SECONDS - 8],
  ])('may say %s; HealthLake is told what is known', async (_, changes, nbf, iat) => {
    const { answer } = await ask(await issuer.sign({ nbf: undefined, iat: undefined, ...changes }));
    expect(answer.authPayload).toMatchObject({ isAuthorized: true, nbf, iat });
  });

  test('passes for as long after its expiry as clocks may differ', async () => {
    for (const ago of [0, 1, 9]) {
      const { answer } = await ask(await issuer.sign({ exp: NOW_SECONDS - ago }));
      expect(answer.authPayload).toMatchObject({ isAuthorized: true, exp: NOW_SECONDS - ago });
    }
    expect((await ask(await issuer.sign({ exp: NOW_SECONDS - 10 }))).record.code).toBe('expired');
  });

  test('may have members that are null: they are absent', async () => {
    const nothing = { cnf: null, nonce: null, at_hash: null, token_use: null, typ: null, token_type: null };
    const { answer } = await ask(
      await issuer.sign({ ...nothing, client_id: null, azp: 'app', scope: null, scp: ['system/*.r'] }),
    );
    expect(answer.authPayload).toMatchObject({ isAuthorized: true, scope: 'system/*.r' });
  });

  test.each([
    ['an id', 'p1'],
    ['a reference', 'Patient/p1'],
    ['an address at this data store', `${REQUEST.datastoreEndpoint}Patient/p1`],
  ])('may name its patient by %s; HealthLake is told the id', async (_, patient) => {
    const { answer } = await ask(await issuer.sign({ patient, scope: 'patient/*.rs' }));
    expect(answer.authPayload).toMatchObject({ isAuthorized: true, patient: 'p1' });
  });

  test.each([
    ['another data store', `${REQUEST.datastoreEndpoint.replace('1f2f', '2f1f')}Patient/p1`],
    ['another server', 'https://other.example/Patient/p1'],
    ['a path of some server', '/Patient/p1'],
    ['another type', 'Practitioner/p1'],
    ['a version', 'Patient/p1/_history/2'],
    ['a search', 'Patient?identifier=1'],
    ['white space', 'p1 p2'],
    ['a list', ['p1']],
    ['too long an id', 'p'.repeat(65)],
  ])('has no patient where it names one of %s', async (_, patient) => {
    const { answer } = await ask(await issuer.sign({ patient, scope: 'patient/*.rs user/*.rs' }));
    expect(answer.authPayload).toMatchObject({ isAuthorized: true, scope: 'user/*.rs' });
    expect(answer.authPayload).not.toHaveProperty('patient');
  });

  test('may say things below a claim, or under a name that has dots of its own', async () => {
    const names = (claims: Partial<ClaimNames>) =>
      providerOf(settingsOf({ jwks: issuer.jwks, claims: claimNames(claims) }));
    const told = async (provider: IdentityProvider, changes: Changes) =>
      (await provider.decide({ ...REQUEST, bearerToken: await issuer.sign(changes) })).answer.authPayload;
    const below = names({ patient: ['ext.patient'], scope: ['ext.scp'], uid: ['https://x.example/c.uid'] });
    const ext = { patient: 'Patient/p1', scp: ['patient/*.rs'] };
    expect(await told(below, { ext, 'https://x.example/c': { uid: 'u1' } })).toMatchObject({
      patient: 'p1',
      scope: 'patient/*.rs',
      uid: 'u1',
    });
    expect(await told(below, { ext: { ...ext, patient: 'p2' }, 'ext.patient': 'p3' })).toMatchObject({
      patient: 'p3',
    });
    for (const nothing of [{ ...ext, patient: null }, [ext], null, 'patient'])
      expect(await told(below, { ext: nothing, scp: 'x' })).toEqual({ isAuthorized: false });
    expect(await told(names({ patient: ['constructor.name'] }), {})).not.toHaveProperty('patient');
  });

  const ALGORITHMS = [
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
  ] as const;
  test.each(ALGORITHMS)('may be signed with %s', async (alg) => {
    const signer = await createIssuer(alg);
    const provider = providerOf(settingsOf({ jwks: signer.jwks, algorithms: [alg] }));
    const { answer } = await provider.decide({ ...REQUEST, bearerToken: await signer.sign() });
    expect(answer.authPayload.isAuthorized).toBe(true);
  });

  test('leads to the role of the rule that is for it, and to none where there is no rule', async () => {
    const other = await createIssuer();
    const roleArn = 'arn:aws:iam::111122223333:role/other';
    const iss = 'https://other.example';
    const issuers = [trusted({ jwks: issuer.jwks }), trusted({ issuer: iss, jwks: other.jwks })];
    const provider = providerOf(settingsWith(smartStore({ issuers, roles: [{ issuer: iss, roleArn }] })));
    const bearerToken = await other.sign({ iss });
    const { answer } = await provider.decide({ ...REQUEST, bearerToken });
    expect(answer).toMatchObject({ iamRoleARN: roleArn, authPayload: { iss } });
    const without = await provider.decide({ ...REQUEST, bearerToken: await issuer.sign() });
    expect(without.answer).toEqual(REFUSED);
    expect(without.record.code).toBe('role-missing');
  });

  test('hands on launch context, in plain types only', async () => {
    const claims = { encounter: 'e1', need_patient_banner: true, intent: { a: 1 }, tenant: 'clinic' };
    const { answer } = await ask(await issuer.sign(claims));
    expect(answer.authPayload).toMatchObject({
      encounter: 'e1',
      need_patient_banner: true,
      tenant: 'clinic',
    });
    expect(answer.authPayload).not.toHaveProperty('intent');
  });
});

describe('a token that is not in order is refused', () => {
  const claimCases: [what: string, changes: Changes, code: string, claim: string][] = [
    ['of an unknown issuer', { iss: 'https://evil.example' }, 'issuer-unknown', 'iss'],
    ['of an issuer that only begins like ours', { iss: `${ISSUER}.evil.example` }, 'issuer-unknown', 'iss'],
    ['without an issuer', { iss: undefined }, 'issuer-unknown', 'iss'],
    ['for another audience', { aud: 'https://other.example' }, 'claim-refused', 'aud'],
    [
      'for the data store itself, which is not configured',
      { aud: REQUEST.datastoreEndpoint },
      'claim-refused',
      'aud',
    ],
    ['without an audience', { aud: undefined }, 'claim-refused', 'aud'],
    ['that has expired', { exp: NOW_SECONDS - 11 }, 'expired', 'exp'],
    ['without an expiry', { exp: undefined }, 'claim-refused', 'exp'],
    ['with an expiry that is a string', { exp: '9999999999' }, 'claim-refused', 'exp'],
    ['with a beginning that is a string', { nbf: '0' }, 'claim-refused', 'nbf'],
    ['that is not yet valid', { nbf: NOW_SECONDS + 11 }, 'claim-refused', 'nbf'],
    ['issued in the future', { iat: NOW_SECONDS + 3600 }, 'claim-refused', 'iat'],
    [
      'issued in the future, which says no nbf',
      { iat: NOW_SECONDS + 3600, nbf: undefined },
      'claim-refused',
      'iat',
    ],
    ['whose expiry is null', { exp: null }, 'claim-refused', 'exp'],
    ['whose audience is null', { aud: null }, 'claim-refused', 'aud'],
    ['with the hash of an access token, so an ID token', { at_hash: 'x' }, 'id-token', 'at_hash'],
    ['that Cognito calls an ID token', { token_use: 'id' }, 'id-token', 'token_use'],
    ['that Keycloak calls an ID token', { typ: 'ID' }, 'id-token', 'typ'],
    ['that Keycloak calls a refresh token', { typ: 'Refresh' }, 'type-refused', 'typ'],
    ['bound to a key of its sender', { cnf: { jkt: 'x' } }, 'sender-constrained', 'cnf'],
    ['without a scope', { scope: undefined }, 'scope-missing', 'scope'],
    ['with launch scopes only', { scope: 'openid launch offline_access' }, 'scope-missing', 'scope'],
    ['with a patient scope but no patient', { scope: 'patient/*.rs' }, 'scope-missing', 'scope'],
  ];

  test.each(claimCases)('%s', async (_, changes, code, claim) => {
    const { answer, record } = await ask(await issuer.sign(changes));
    expect(answer).toEqual(REFUSED);
    expect(record).toMatchObject({ outcome: 'refused', code, claim });
  });

  test('with an expiry of 1e999, which JSON reads as infinite', async () => {
    const claims = JSON.stringify({ ...CLAIMS, exp: 0 }).replace('"exp":0', '"exp":1e999');
    const [header] = (await issuer.sign()).split('.');
    const signed = `${header ?? ''}.${Buffer.from(claims).toString('base64url')}`;
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      issuer.privateKey,
      Buffer.from(signed),
    );
    const { answer, record } = await ask(`${signed}.${Buffer.from(signature).toString('base64url')}`);
    expect(answer).toEqual(REFUSED);
    expect(record).toMatchObject({ code: 'claim-refused', claim: 'exp' });
  });

  test.each([
    ['signed by a foreign key under our key id', 'key-1', 'signature-invalid'],
    ['signed by a key that the issuer does not have', 'key-2', 'key-unknown'],
  ])('%s', async (_, kid, code) => {
    const foreign = await createIssuer('ES256', kid);
    const { answer, record } = await ask(await foreign.sign());
    expect(answer).toEqual(REFUSED);
    expect(record.code).toBe(code);
  });

  test('signed by the foreign key that it carries in its header', async () => {
    const foreign = await createIssuer();
    const [jwk] = foreign.jwks.keys;
    const { answer, record } = await ask(
      await foreign.sign({}, { jwk, jku: 'https://evil.example/jwks.json', x5u: 'https://evil.example/c' }),
    );
    expect(answer).toEqual(REFUSED);
    expect(record.code).toBe('signature-invalid');
  });

  test('with a critical header parameter that nobody here understands', async () => {
    const demand = { crit: ['urn:example:demand'], 'urn:example:demand': 1 };
    const { answer, record } = await ask(await issuer.sign({}, demand));
    expect(answer).toEqual(REFUSED);
    expect(record.code).toBe('header-unsupported');
  });

  test('of another type', async () => {
    for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt']) {
      const { answer, record } = await ask(await issuer.sign({}, { typ }));
      expect(answer).toEqual(REFUSED);
      expect(record.code).toBe('type-refused');
    }
  });

  test('with alg none, in any spelling', async () => {
    const [, payload] = (await issuer.sign()).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: 'key-1' })).toString('base64url');
      for (const signature of ['', 'AA']) {
        const { answer } = await ask(`${header}.${payload ?? ''}.${signature}`);
        expect(answer).toEqual(REFUSED);
      }
    }
  });

  test('whose HMAC is made with the public key, as text or as JSON', async () => {
    const signer = await createIssuer('RS256');
    const provider = providerOf(settingsOf({ jwks: signer.jwks, algorithms: ['RS256'] }));
    const [jwk] = signer.jwks.keys;
    const spki = await exportSPKI((await importJWK(jwk ?? {}, 'RS256', { extractable: true })) as CryptoKey);
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'key-1' })).toString('base64url');
    const signed = `${header}.${Buffer.from(JSON.stringify(CLAIMS)).toString('base64url')}`;
    for (const secret of [spki, JSON.stringify(jwk)]) {
      const signature = createHmac('sha256', secret).update(signed).digest('base64url');
      const { answer, record } = await provider.decide({ ...REQUEST, bearerToken: `${signed}.${signature}` });
      expect(answer).toEqual(REFUSED);
      expect(record.code).toBe('algorithm-refused');
    }
  });

  test('under an algorithm that the issuer has a key for, but that is not on its list', async () => {
    const signer = await createIssuer('ES384');
    const provider = providerOf(settingsOf({ jwks: signer.jwks, algorithms: ['ES256'] }));
    const { answer, record } = await provider.decide({ ...REQUEST, bearerToken: await signer.sign() });
    expect(answer).toEqual(REFUSED);
    expect(record.code).toBe('algorithm-refused');
  });

  test('signed by one trusted issuer in the name of another', async () => {
    const other = await createIssuer();
    const provider = providerOf(
      settingsOf({ jwks: issuer.jwks }, { issuer: 'https://other.example', jwks: other.jwks }),
    );
    const { answer } = await provider.decide({ ...REQUEST, bearerToken: await other.sign({ iss: ISSUER }) });
    expect(answer).toEqual(REFUSED);
  });

  test('of a client that is not on the list, where the issuer has one', async () => {
    const provider = providerOf(settingsOf({ jwks: issuer.jwks, clients: ['nightly-export'] }));
    const outcomeOf = async (changes: Changes) => {
      const { record } = await provider.decide({ ...REQUEST, bearerToken: await issuer.sign(changes) });
      return record.code ?? record.outcome;
    };
    expect(await outcomeOf({})).toBe('allowed');
    expect(await outcomeOf({ client_id: undefined, azp: 'nightly-export' })).toBe('allowed');
    expect(await outcomeOf({ client_id: 'other', azp: 'nightly-export' })).toBe('client-refused');
    expect(await outcomeOf({ client_id: undefined })).toBe('client-refused');
    expect(await outcomeOf({ client_id: ['nightly-export'] })).toBe('client-refused');
  });

  test('as long as nobody is trusted', async () => {
    const provider = providerOf(settingsOf());
    const { answer } = await provider.decide({ ...REQUEST, bearerToken: await issuer.sign() });
    expect(answer).toEqual(REFUSED);
  });

  test('when it is huge, without being read', async () => {
    const { answer, record } = await ask(await issuer.sign({ padding: 'x'.repeat(20_000) }));
    expect(answer).toEqual(REFUSED);
    expect(record.code).toBe('token-too-long');
  });
});

describe('whatever is asked', () => {
  test('a token with one character changed never passes', async () => {
    const token = await issuer.sign();
    const characters = [...BASE64URL, '.', '=', '+', '/', ' '];
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(...characters),
        async (at, character) => {
          fc.pre(token[at] !== character);
          const { answer } = await ask(token.slice(0, at) + character + token.slice(at + 1));
          expect(answer).toEqual(REFUSED);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('every other spelling of the last character of a signature is refused', async () => {
    const token = await issuer.sign();
    const others = BASE64URL.filter((character) => !token.endsWith(character));
    for (const character of others)
      expect((await ask(token.slice(0, -1) + character)).answer).toEqual(REFUSED);
  });

  test('a token cut, doubled or with its parts in another order never passes', async () => {
    const token = await issuer.sign();
    const parts = token.split('.');
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat({ max: token.length - 1 }).map((length) => token.slice(0, length)),
          fc.shuffledSubarray(parts).map((some) => some.join('.')),
          fc.array(fc.constantFrom(...parts), { maxLength: 5 }).map((some) => some.join('.')),
        ),
        async (mutated) => {
          fc.pre(mutated !== token);
          expect((await ask(mutated)).answer).toEqual(REFUSED);
        },
      ),
    );
  });

  test('claims that the issuer did not sign never pass', async () => {
    const [header = '', , signature = ''] = (await issuer.sign()).split('.');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (changes) => {
        const claims = { ...CLAIMS, ...changes, scope: 'system/*.*' };
        const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
        expect((await ask(`${header}.${payload}.${signature}`)).answer).toEqual(REFUSED);
      }),
    );
  });

  test('an event of any form gets an answer, never an exception', async () => {
    const good = { ...REQUEST, bearerToken: await issuer.sign() };
    const member = fc.constantFrom('datastoreEndpoint', 'operationName', 'bearerToken');
    const outOfForm = fc.anything().filter((value) => typeof value !== 'string' || !/^[a-z]+$/i.test(value));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.anything(),
          fc.tuple(member, outOfForm).map(([name, value]) => ({ ...good, [name]: value })),
        ),
        async (event) => {
          expect((await provider.decide(event)).answer).toEqual(REFUSED);
        },
      ),
    );
  });

  test('claims of any form, even signed, get an answer; what passes is in HealthLake’s form', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom(
            'iat',
            'nbf',
            'exp',
            'scope',
            'scp',
            'sub',
            'uid',
            'patient',
            'fhirUser',
            'client_id',
          ),
          fc.jsonValue(),
        ),
        async (changes) => {
          const bearerToken = await new SignJWT({ ...CLAIMS, ...(changes as JWTPayload) })
            .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
            .sign(issuer.privateKey);
          const { answer } = await ask(bearerToken);
          if (!answer.authPayload.isAuthorized) return;
          const { iat, nbf, exp, scope, uid = '', patient = '', fhirUser = '' } = answer.authPayload;
          expect([iat, nbf, exp].every(Number.isSafeInteger)).toBe(true);
          expect([scope, uid, patient, fhirUser].every((claim) => typeof claim === 'string')).toBe(true);
          expect(scope).toMatch(/(?:patient|user|system)\//);
        },
      ),
    );
  });

  test('nothing of the token is in the record of the decision', async () => {
    const personal = { sub: 'subject-7f3a9c', patient: 'patient-99817', fhirUser: 'Patient/patient-99817' };
    const changes: Changes[] = [
      {},
      { iss: 'https://someone.example/tenant-4711' },
      { aud: 'https://private.example' },
      { exp: 1234567890 },
      { scope: 'patient/Observation.wr1te' },
      { client_id: 'client-secret-name', nonce: 'nonce-8842' },
    ];
    for (const change of changes) {
      const token = await issuer.sign({ ...personal, ...change });
      const { record } = await ask(token);
      const values = Object.values({ ...personal, ...change }).map(String);
      expectNoSecrets(record, [token, ...values]);
    }
  });
});
