import { expect, test } from '@jest/globals';
import { checkParameters } from '../../../../tools/build/parameters/stage-parameters.ts';
import type { Template } from '../../../../tools/build/stack/adopt-existing.ts';
import type { Finish } from '../../../../tools/build/stack/finish-template.ts';
import { finishTemplate } from '../../../../tools/build/stack/finish-template.ts';

const VERSION = 'IdentityProviderLambdaVersionAbc';
const role = (name: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: { 'Fn::Sub': `inlet-dev-${name}-\${AWS::Region}` } },
});
const template: Template = {
  Resources: {
    IdentityProviderLiveAlias: { Type: 'AWS::Lambda::Alias', Properties: { Name: 'live' } },
    IdentityProviderLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: 'inlet-dev-identity-provider', Timeout: 2 },
    },
    IdentityProviderRole: role('identity-provider'),
    SmartRole: role('smart'),
    [VERSION]: { Type: 'AWS::Lambda::Version', Properties: {} },
  },
};
const parameters = checkParameters({ identityProvider: 'always' });
const finished = (changes: Partial<Finish>): Template =>
  finishTemplate(template, {
    identityProviderVersion: VERSION,
    existing: {},
    stage: 'dev',
    parameters,
    takesTokens: true,
    smartStoreArns: ['any'],
    ownDataStoreId: '',
    otherSmartDataStores: [],
    introspectionSecretArns: [],
    exports: [],
    exportDatastoreArns: [],
    exportsNameStores: false,
    ...changes,
  });
const aliasWith = (given: Record<string, unknown>) =>
  finished({ parameters: checkParameters(given) }).Resources.IdentityProviderLiveAlias?.Properties;

test('the alias has as many environments kept warm as the stage asks for', () => {
  const pointed = {
    Name: 'live',
    FunctionVersion: { 'Fn::GetAtt': [expect.stringMatching(`^${VERSION}`), 'Version'] },
  };
  expect(aliasWith({})).toEqual(pointed);
  expect(aliasWith({ identityProviderProvisionedConcurrency: '2' })).toEqual({
    ...pointed,
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
  });
});

test('a version is published for what packaging adds to the function, too, and for nothing else', () => {
  const versionWith = (changes: Partial<Finish>) =>
    Object.keys(finished(changes).Resources).find((id) => id.startsWith(VERSION));
  const known = versionWith({});
  expect(versionWith({})).toBe(known);
  expect(versionWith({ parameters: checkParameters({ roleNamePrefix: 'org-' }) })).not.toBe(known);
});

test.each([
  ['InboxBucket', 'name another than'],
  ['WorkBucket', 'name another than'],
  ['ResultsBucket', 'leave it out'],
])('an export into the %s that the stage takes over is refused', (id, text) => {
  const one = { name: 'a', outputPrefix: 'x', bucket: 'mine', fanOut: false };
  expect(() => finished({ existing: { [id]: 'mine' }, exports: [one] })).toThrow(text);
});
