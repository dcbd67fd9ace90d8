import { beforeAll, describe, expect, test } from '@jest/globals';
import { explainToken } from '../../../lib/identity/explain.ts';
import { createIdentityProvider } from '../../../lib/identity/identity-provider.ts';
import type { SmartStore } from '../../../lib/identity/settings.ts';
import { attacksOn, GOOD, OTHER_ISSUER } from './attacks.ts';
import type { TestIssuer } from './issuer.ts';
import { createIssuer, OUT_OF_REACH, REQUEST, ROLE_ARN, smartStore, trusted } from './issuer.ts';

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
    const steps = await explainToken(token, store, Date.now());
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
    const steps = await explainToken(await issuer.sign(GOOD), remote, Date.now());
    expect(steps[2]).toMatchObject({ step: 'signature', outcome: 'unknown' });
    expect(steps.at(-1)).toMatchObject({ step: 'role', outcome: 'good' });
  });

  test('comes for every attack to the code that the identity provider logs', async () => {
    const provider = createIdentityProvider(
      { stage: 'dev', dataStores: [store] },
      { ...OUT_OF_REACH, now: Date.now },
    );
    const attacks = await attacksOn({ issuer, rsa, other }, 'http://127.0.0.1:1/keys');
    // Explained for the data store as it is, for every operation at once.
    const alone = attacks.filter(({ request }) => request === undefined);
    expect(alone.length).toBeGreaterThan(50);
    for (const { what, token } of alone) {
      const { record } = await provider.decide({ ...REQUEST, bearerToken: token });
      const last = (await explainToken(token, store, Date.now())).at(-1);
      expect({ what, outcome: last?.outcome, code: last?.text.split(':')[0] }).toEqual({
        what,
        outcome: record.outcome,
        code: record.code,
      });
    }
  });
});
