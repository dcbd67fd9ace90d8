import { describe, expect, test } from '@jest/globals';
import type { Template } from '../../../../tools/build/stack/adopt-existing.ts';
import { withIdentityStores } from '../../../../tools/build/stack/identity-stores.ts';

const OTHER_STORE = 'fedcba9876543210fedcba9876543210';
const OWN_STORE = '0123456789abcdef0123456789abcdef';
const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:inlet/introspection';
const PARAMETER = 'arn:aws:ssm:us-east-1:111122223333:parameter/inlet/introspection';

const Variables = {
  STAGE: 'dev',
  SMART_ROLE_ARN: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/org/smart' },
};
const template: Template = {
  Resources: {
    DataStore: {
      Type: 'AWS::HealthLake::FHIRDatastore',
      Properties: { IdentityProviderConfiguration: { AuthorizationStrategy: 'SMART_ON_FHIR' } },
    },
    IdentityProviderRole: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyName: 'own' }] } },
    IdentityProviderLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables } },
    },
    IdentityProviderPermission: { Type: 'AWS::Lambda::Permission' },
    SmartRole: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Sub': 'smart' }, Path: '/org/' } },
  },
};
const nothing = {
  ownDataStoreId: '',
  otherSmartDataStores: [],
  introspectionSecretArns: [],
  smartStoreArns: ['the own'],
};
const resourcesWith = (changes: object) => withIdentityStores(template, { ...nothing, ...changes }).Resources;

describe('the identity provider of a stage', () => {
  test('is left as it is where it serves the stage’s own new data store alone', () => {
    expect(withIdentityStores(template, nothing)).toEqual(template);
  });

  test('may be called by each further data store that is configured, and by no other', () => {
    const { [`IdentityProviderPermission${OTHER_STORE}`]: permission } = resourcesWith({
      otherSmartDataStores: [OTHER_STORE],
    });
    expect(permission?.Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'IdentityProviderLiveAlias' },
      Principal: 'healthlake.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: {
        'Fn::Sub': `arn:\${AWS::Partition}:healthlake:\${AWS::Region}:\${AWS::AccountId}:datastore/fhir/${OTHER_STORE}`,
      },
    });
  });

  test('knows the stage’s own data store by id once there is one', () => {
    const { IdentityProviderLambdaFunction: provider } = resourcesWith({
      ownDataStoreId: OWN_STORE,
    });
    expect(provider?.Properties).toEqual({
      Environment: { Variables: { ...Variables, DATASTORE_ID: OWN_STORE } },
    });
  });

  test('may not be called by an own data store that takes no tokens', () => {
    const { DataStore: _own, ...Resources } = template.Resources;
    expect(withIdentityStores({ Resources }, nothing).Resources).not.toHaveProperty(
      'IdentityProviderPermission',
    );
  });

  test('has no role for bearers where the rules of no data store lead to it', () => {
    expect(resourcesWith({ smartStoreArns: [] })).not.toHaveProperty('SmartRole');
  });

  test('may read the secrets that its configuration names, and nothing else', () => {
    const { IdentityProviderRole: role } = resourcesWith({ introspectionSecretArns: [SECRET, PARAMETER] });
    expect(role?.Properties?.Policies).toEqual([
      { PolicyName: 'own' },
      {
        PolicyName: 'introspection-secrets',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['secretsmanager:GetSecretValue'],
              Resource: [SECRET, `${SECRET}-??????`],
            },
            { Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: [PARAMETER] },
            {
              Effect: 'Allow',
              Action: ['kms:Decrypt'],
              Resource: '*',
              Condition: {
                StringEquals: {
                  'kms:ViaService': ['secretsmanager.us-east-1.amazonaws.com', 'ssm.us-east-1.amazonaws.com'],
                },
              },
            },
          ],
        },
      },
    ]);
  });
});
