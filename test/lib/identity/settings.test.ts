import { describe, expect, test } from '@jest/globals';
import type { IssuerSettings } from '../../../lib/identity/settings.ts';
import { identitySettings } from '../../../lib/identity/settings.ts';

const environment = { STAGE: 'dev', SMART_ROLE_ARN: 'arn:aws:iam::111122223333:role/inlet-dev-smart' };
const issuer: IssuerSettings = {
  issuer: 'https://issuer.example',
  audience: ['https://fhir.example'],
  algorithms: ['RS256'],
  jwksUri: 'https://issuer.example/jwks.json',
};
const configOf = (...issuers: IssuerSettings[]) => ({ identity: { issuers } });

describe('the settings of the identity provider', () => {
  test('name the stage and each issuer with its role', () => {
    const other = { ...issuer, issuer: 'https://other.example', roleName: 'smart/other' };
    expect(identitySettings(environment, configOf(issuer, other))).toEqual({
      stage: 'dev',
      issuers: [
        { ...issuer, roleArn: environment.SMART_ROLE_ARN },
        { ...other, roleArn: 'arn:aws:iam::111122223333:role/smart/other' },
      ],
    });
  });

  test('may trust nobody', () => {
    expect(identitySettings(environment, configOf()).issuers).toEqual([]);
  });

  test('are refused with a role that is no ARN', () => {
    expect(() => identitySettings({ ...environment, SMART_ROLE_ARN: 'inlet-smart' }, configOf())).toThrow(
      'SMART_ROLE_ARN is "inlet-smart"',
    );
  });

  test.each([
    ['no audience', { audience: [] }, 'audience'],
    ['no algorithm', { algorithms: [] }, 'algorithms'],
    ['a symmetric algorithm', { algorithms: ['RS256', 'HS256'] }, 'HS256'],
    ['alg none', { algorithms: ['none'] }, 'none'],
    ['keys from two places', { jwks: { keys: [] } }, 'either'],
    ['keys over plain http', { jwksUri: 'http://issuer.example/jwks.json' }, 'https'],
  ])('are refused for an issuer with %s', (_, change, rule) => {
    expect(() => identitySettings(environment, configOf({ ...issuer, ...change }))).toThrow(rule);
  });
});
