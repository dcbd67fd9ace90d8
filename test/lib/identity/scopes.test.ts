import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { grantedScopes } from '../../../lib/identity/scopes.ts';

describe('scopes that grant resources', () => {
  test.each([
    'system/*.*',
    'system/*.read',
    'user/Patient.write',
    'user/Observation.*',
    'system/Patient.r',
    'system/*.cruds',
    'user/Condition.rs',
    'system/Encounter.cud',
  ])('%s', (scope) => {
    expect(grantedScopes(scope, false)).toEqual({ scopes: [scope], grantsResources: true });
  });

  test('a patient scope does where the token names a patient', () => {
    expect(grantedScopes('patient/*.rs', true)).toEqual({ scopes: ['patient/*.rs'], grantsResources: true });
    expect(grantedScopes('patient/*.rs', false)).toEqual({ scopes: [], grantsResources: false });
  });
});

describe('what looks like a resource scope and is none is dropped', () => {
  test.each([
    ['letters out of order', 'system/Patient.sr'],
    ['a letter twice', 'system/Patient.rr'],
    ['no right at all', 'system/Patient.'],
    ['an unknown right', 'system/Patient.admin'],
    ['v1 and v2 mixed', 'system/Patient.readrs'],
    ['a lower-case type', 'system/patient.rs'],
    ['no type', 'system/.rs'],
    ['a star inside a type', 'system/Pat*.rs'],
    ['a filter, which a store without v2.2 would ignore', 'system/Observation.rs?category=laboratory'],
    ['something after it', 'system/Patient.rs\n'],
    ['rights in upper case', 'system/Patient.RS'],
  ])('%s', (_, scope) => {
    expect(grantedScopes(scope, true)).toEqual({ scopes: [], grantsResources: false });
  });
});

describe('the scope claim', () => {
  test('may be an array', () => {
    expect(grantedScopes(['system/*.rs', 'openid'], false).scopes).toEqual(['system/*.rs', 'openid']);
  });

  test('keeps launch, identity and unknown scopes, each once', () => {
    expect(grantedScopes('launch/patient openid openid fhirUser email system/*.rs', false).scopes).toEqual([
      'launch/patient',
      'openid',
      'fhirUser',
      'email',
      'system/*.rs',
    ]);
  });

  test('of any form never grants what it does not say', () => {
    fc.assert(
      fc.property(fc.anything(), (claim) => {
        const { scopes, grantsResources } = grantedScopes(claim, true);
        const said = [claim]
          .flat(1)
          .filter((part) => typeof part === 'string')
          .join(' ')
          .split(' ');
        expect(said).toEqual(expect.arrayContaining(scopes));
        expect(grantsResources).toBe(scopes.some((scope) => /^(patient|user|system)\//.test(scope)));
      }),
    );
  });
});
