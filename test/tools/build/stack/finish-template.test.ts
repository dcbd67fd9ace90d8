import { expect, test } from '@jest/globals';
import type { Template } from '../../../../tools/build/stack/adopt-existing.ts';
import type { Finish } from '../../../../tools/build/stack/finish-template.ts';
import { finishTemplate } from '../../../../tools/build/stack/finish-template.ts';

const VERSION = 'IdentityProviderLambdaVersionAbc';
const template: Template = {
  Resources: {
    IdentityProviderLiveAlias: { Type: 'AWS::Lambda::Alias', Properties: { Name: 'live' } },
    IdentityProviderLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: {} },
    IdentityProviderRole: { Type: 'AWS::IAM::Role', Properties: {} },
    [VERSION]: { Type: 'AWS::Lambda::Version', Properties: {} },
    BusArchive: { Type: 'AWS::Events::Archive', Properties: { ArchiveName: 'inlet-dev', RetentionDays: 1 } },
  },
  Outputs: { BusArchiveArn: { Value: { 'Fn::GetAtt': ['BusArchive', 'Arn'] } } },
};
const finished = (changes: Partial<Finish>): Template =>
  finishTemplate(template, {
    identityProviderVersion: VERSION,
    provisionedConcurrency: 0,
    existing: {},
    inboxKeyArn: '',
    stage: 'dev',
    publishSchemas: false,
    archiveDays: 0,
    ownDataStoreId: '',
    otherSmartDataStores: [],
    introspectionSecretArns: [],
    exports: [],
    exportDatastoreArns: [],
    exportsNameStores: false,
    ...changes,
  });
const aliasWith = (provisionedConcurrency: number) =>
  finished({ provisionedConcurrency }).Resources.IdentityProviderLiveAlias?.Properties;

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

test.each(['yes', '', 1])('publishSchemas: %p is refused', (publishSchemas) => {
  expect(() => finished({ publishSchemas })).toThrow('publishSchemas must be true or false');
});

test.each([-1, 1.5, 'always', ''])('archiveDays: %p is refused', (archiveDays) => {
  expect(() => finished({ archiveDays })).toThrow('archiveDays must be a whole number of days');
});

test('a parameter of the command line is a text, and means the same', () => {
  const asText = finished({ publishSchemas: 'true', archiveDays: '30' });
  expect(asText).toEqual(finished({ publishSchemas: true, archiveDays: 30 }));
  expect(asText.Resources.BusArchive?.Properties).toEqual({ ArchiveName: 'inlet-dev', RetentionDays: 30 });
});

test.each([
  ['InboxBucket', 'name another than'],
  ['WorkBucket', 'name another than'],
  ['ResultsBucket', 'leave it out'],
])('an export into the %s that the stage takes over is refused', (id, text) => {
  const one = { name: 'a', outputPrefix: 'x', bucket: 'mine', fanOut: false };
  expect(() => finished({ existing: { [id]: 'mine' }, exports: [one] })).toThrow(text);
});
