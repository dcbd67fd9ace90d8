import { beforeAll, describe, expect, test } from '@jest/globals';
import { explainToken } from '../../../lib/identity/explain.ts';
import { createIdentityProvider } from '../../../lib/identity/identity-provider.ts';
import type { SmartStore } from '../../../lib/identity/settings.ts';
import { attacksOn, GOOD, OTHER_ISSUER } from './attacks.ts';
import type { TestIssuer } from './issuer.ts';
import {
  createIssuer,
  OUT_OF_REACH,
  REQUEST,
  ROLE_ARN,
  smartStore,
  trusted,
  settingsWith,
} from './issuer.ts';

const explained = (token: string, of: SmartStore) =>
  explainToken(token, of, Date.now(), (type) => ['Observation', 'Patient'].includes(type));

let issuer: TestIssuer;
let rsa: TestIssuer;
let other: TestIssuer;
let store: SmartStore;
beforeAll(async () => {
  [issuer, rsa, other] = await Promise.all([createIssuer(), createIssuer('RS256'), createIssuer()]);
  store = smartStore({
    issuers: [
      trusted({ jwks: issuer.jwks }),
      trusted({ issuer: OTHER_ISSUER, jwks: rsa.jwks, algorithms: ['RS256'] }),
    ],
  });
});

describe('an explanation', () => {
  test('goes step by step to the role', async () => {
    const token = await issuer.sign({ ...GOOD, scope: 'patient/Observation.rs openid system/*.sr' });
    const steps = await explained(token, store);
    expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'form good',
      'issuer good',
      'signature good',
      'kind good',
      'claims good',
      'scopes good',
      'operations good',
      'role good',
    ]);
    expect(steps[5]?.text).toBe('patient/Observation.rs; beside: openid; dropped: 1 malformed');
    expect(steps[6]?.text).toContain('ReadResource');
    expect(steps[6]?.text).not.toContain('CreateResource');
    expect(steps[7]?.text).toBe(ROLE_ARN);
  });

  test('says of a signature that it would need the issuer’s keys, and goes on', async () => {
    const remote = { ...store, issuers: [trusted({ jwksUri: 'https://issuer.example/keys' })] };
    const steps = await explained(await issuer.sign(GOOD), remote);
    expect(steps[2]).toMatchObject({ step: 'signature', outcome: 'unknown' });
    expect(steps.at(-1)).toMatchObject({ step: 'role', outcome: 'good' });
  });

  test.each([
    ['an expired token', { exp: 1 }, 'claims', 'expired: exp'],
    ['a token for another audience', { aud: 'https://other.example' }, 'claims', 'claim-refused: aud'],
    ['an ID token', { token_use: 'id' }, 'kind', 'id-token: token_use'],
    ['a token whose key is bound', { cnf: { jkt: 'x' } }, 'kind', 'sender-constrained: cnf'],
    ['a token without scopes', { scope: 'openid' }, 'scopes', 'scope-missing: scope'],
  ])('of %s names the step that refused, after those that did not', async (_, changes, step, text) => {
    const steps = await explained(await issuer.sign({ ...GOOD, ...changes }), store);
    expect(steps.at(-1)).toEqual({ step, outcome: 'refused', text });
    expect(steps.slice(0, -1).map(({ outcome }) => outcome)).not.toContain('refused');
    expect(steps[2]).toMatchObject({ step: 'signature', outcome: 'good' });
  });

  test('names what FHIR does not have among a scope’s types', async () => {
    const scope = 'system/Patients.rs system/Patient.rs system/*.s';
    const steps = await explained(await issuer.sign({ ...GOOD, scope }), store);
    expect(steps[5]?.text).toBe(`${scope}; no resource type of FHIR R4, so nothing is granted: Patients`);
  });

  test.each([
    ['Patient/p1', 'patient p1,'],
    ['https://h.example/datastore/0123/r4/Patient/p1', 'patient p1,'],
    ['https://h.example/datastore/9999/r4/Patient/p1', 'is no patient of this data store'],
    ['/Patient/p1', '/Patient/p1 is no patient of this data store'],
    ['Group/p1', 'Group/p1 is no patient of this data store'],
  ])('reads the patient %s', async (patient, text) => {
    const own = { ...store, datastoreId: '0123' };
    const steps = await explained(await issuer.sign({ ...GOOD, patient }), own);
    expect(steps[4]?.text).toContain(text);
  });

  test('comes for every attack to the code that the identity provider logs', async () => {
    const provider = createIdentityProvider(settingsWith(store), { ...OUT_OF_REACH, now: Date.now });
    const attacks = await attacksOn({ issuer, rsa, other }, 'http://127.0.0.1:1/keys');
    // Explained for the data store as it is, for every operation at once.
    const alone = attacks.filter(({ request }) => request === undefined);
    expect(alone.length).toBeGreaterThan(50);
    for (const { what, token } of alone) {
      const { record } = await provider.decide({ ...REQUEST, bearerToken: token });
      const last = (await explained(token, store)).at(-1);
      expect({ what, outcome: last?.outcome, code: last?.text.split(':')[0] }).toEqual({
        what,
        outcome: record.outcome,
        code: record.code,
      });
    }
  });
});
