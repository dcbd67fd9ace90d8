import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccessToken } from '../../../lib/identity/tokens/access-token.ts';
import type { Role } from '../../../lib/identity/roles.ts';
import { selectRole } from '../../../lib/identity/roles.ts';
import { readScopes } from '../../../lib/identity/scopes.ts';
import { ISSUER } from './issuer.ts';

const token: AccessToken = {
  issuer: ISSUER,
  clientId: 'nightly-export',
  scope: 'system/*.rs patient/Observation.r',
  uid: undefined,
  patient: 'p1',
  fhirUser: undefined,
  iat: 0,
  nbf: 0,
  exp: 1,
  claims: {
    department: 'lab',
    groups: ['nurses', 'night'],
    realm_access: { roles: ['clinician'] },
    __proto__: null,
  },
};
const scopes = readScopes(token.scope, { v2: true, filters: false }, true).resource;
const roleOf = (...roles: Role[]) => selectRole(roles, token, scopes);

describe('the role of a token', () => {
  test('is that of the narrowest rule: claim before scope before client before issuer before none', () => {
    const rules: Role[] = [
      { roleArn: 'any' },
      { roleArn: 'issuer', issuer: ISSUER },
      { roleArn: 'client', clientId: 'nightly-export' },
      { roleArn: 'scope', scope: 'system/*.rs' },
      { roleArn: 'claim', claim: { name: 'department', value: 'lab' } },
    ];
    for (let count = rules.length; count > 0; count -= 1)
      expect(roleOf(...rules.slice(0, count))).toBe(rules[count - 1]?.roleArn);
  });

  test('is that of the rule with more conditions, where the strongest are the same', () => {
    const scope = 'system/*.rs';
    expect(
      roleOf(
        { roleArn: 'wide', scope },
        { roleArn: 'narrow', scope, issuer: ISSUER, clientId: 'nightly-export' },
      ),
    ).toBe('narrow');
  });

  test('is that of the first of equals', () => {
    expect(roleOf({ roleArn: 'first', scope: 'patient/' }, { roleArn: 'second', scope: 'system/*.rs' })).toBe(
      'first',
    );
  });

  test.each<[string, Role]>([
    ['another issuer', { roleArn: 'x', issuer: 'https://other.example' }],
    ['another client', { roleArn: 'x', clientId: 'other' }],
    ['a wider scope than the token has', { roleArn: 'x', scope: 'system/*.cruds' }],
    ['a context that the token has no scope of', { roleArn: 'x', scope: 'user/' }],
    ['another value of a claim', { roleArn: 'x', claim: { name: 'department', value: 'la' } }],
    ['a claim that the token has not', { roleArn: 'x', claim: { name: 'toString', value: 'lab' } }],
    ['one condition of two only', { roleArn: 'x', issuer: ISSUER, clientId: 'other' }],
  ])('is none where the only rule is for %s', (_, rule) => {
    expect(roleOf(rule)).toBeUndefined();
  });

  test('goes by one value of a claim that is a list, and by a context alone', () => {
    expect(roleOf({ roleArn: 'night', claim: { name: 'groups', value: 'night' } })).toBe('night');
    expect(roleOf({ roleArn: 'below', claim: { name: 'realm_access.roles', value: 'clinician' } })).toBe(
      'below',
    );
    expect(roleOf({ roleArn: 'patients', scope: 'patient/' })).toBe('patients');
  });

  test('is always one of the list, of a rule that the token meets', () => {
    const rule = fc.record(
      {
        roleArn: fc.string(),
        issuer: fc.constantFrom(ISSUER, 'https://other.example'),
        clientId: fc.constantFrom('nightly-export', 'other'),
        scope: fc.constantFrom('system/*.rs', 'system/', 'user/'),
      },
      { requiredKeys: ['roleArn'] },
    );
    fc.assert(
      fc.property(fc.array(rule), (rules) => {
        const meeting = rules.filter(
          ({ issuer = ISSUER, clientId = 'nightly-export', scope = 'system/' }) =>
            issuer === ISSUER && clientId === 'nightly-export' && scope !== 'user/',
        );
        const role = roleOf(...rules);
        if (meeting.length === 0) expect(role).toBeUndefined();
        else expect(meeting.map(({ roleArn }) => roleArn)).toContain(role);
      }),
    );
  });
});
