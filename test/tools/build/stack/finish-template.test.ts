import { expect, test } from '@jest/globals';
import type { Template } from '../../../../tools/build/stack/adopt-existing.ts';
import { finishTemplate } from '../../../../tools/build/stack/finish-template.ts';

const VERSION = 'IdentityProviderLambdaVersionAbc';
const template: Template = {
  Resources: {
    IdentityProviderLiveAlias: { Type: 'AWS::Lambda::Alias', Properties: { Name: 'live' } },
    IdentityProviderLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: {} },
    IdentityProviderRole: { Type: 'AWS::IAM::Role', Properties: {} },
    [VERSION]: { Type: 'AWS::Lambda::Version', Properties: {} },
  },
};
const aliasWith = (provisionedConcurrency: number) =>
  finishTemplate(template, {
    identityProviderVersion: VERSION,
    provisionedConcurrency,
    existing: {},
    ownDataStoreId: '',
    otherSmartDataStores: [],
    introspectionSecretArns: [],
    stage: 'dev',
    exports: [],
    exportDatastoreArns: [],
    exportsNameStores: false,
  }).Resources.IdentityProviderLiveAlias?.Properties;

test('the alias has as many environments kept warm as the stage asks for', () => {
  const pointed = { Name: 'live', FunctionVersion: { 'Fn::GetAtt': [VERSION, 'Version'] } };
  expect(aliasWith(0)).toEqual(pointed);
  expect(aliasWith(2)).toEqual({
    ...pointed,
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
  });
});

test.each([-1, 1.5, Number.NaN])('%p environments are refused', (count) => {
  expect(() => aliasWith(count)).toThrow('identityProviderProvisionedConcurrency must be a whole number');
});
