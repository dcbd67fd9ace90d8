import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EXISTING_STORE, packaged } from './packaged.ts';

describe('a stage’s own data store', () => {
  test.each(['local', 'dev', 'prod'] as const)(
    'of %s is encrypted with the stage’s key and stays',
    async (stage) => {
      const dataStore = (await packaged(stage)).resource('DataStore');
      expect(dataStore.DependsOn).toEqual(stage === 'local' ? ['IdentityProviderLiveAlias'] : undefined);
      expect(dataStore).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          DatastoreName: `inlet-${stage}`,
          DatastoreTypeVersion: 'R4',
          SseConfiguration: {
            KmsEncryptionConfig: {
              CmkType: 'CUSTOMER_MANAGED_KMS_KEY',
              KmsKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] },
            },
          },
        },
      });
    },
    180_000,
  );

  test('that takes bearer tokens has metadata as a JSON string with all that SMART clients look for', async () => {
    const { Properties } = (await packaged('local')).resource('DataStore');
    const configuration = Properties.IdentityProviderConfiguration as Record<string, unknown>;
    expect(configuration).toMatchObject({
      AuthorizationStrategy: 'SMART_ON_FHIR',
      FineGrainedAuthorizationEnabled: false,
      IdpLambdaArn: { 'Fn::Sub': '${IdentityProviderLambdaFunction.Arn}:live' },
    });
    expect(typeof configuration.Metadata).toBe('string');
    expect(JSON.parse(configuration.Metadata as string)).toMatchObject({
      authorization_endpoint: expect.stringMatching(/^https:/),
      token_endpoint: expect.stringMatching(/^https:/),
      grant_types_supported: expect.arrayContaining(['client_credentials']),
      capabilities: expect.arrayContaining(['permission-v2']),
      code_challenge_methods_supported: ['S256'],
    });
  }, 180_000);

  test('that takes bearer tokens may call the identity provider, and no other store may', async () => {
    expect((await packaged('local')).resource('IdentityProviderPermission').Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'IdentityProviderLiveAlias' },
      Principal: 'healthlake.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: {
        'Fn::Sub':
          'arn:${AWS::Partition}:healthlake:${AWS::Region}:${AWS::AccountId}:datastore/fhir/${DataStore.DatastoreId}',
      },
    });
  }, 180_000);

  test('that takes signed requests only has no identity provider, and nobody may call it', async () => {
    const { resource, template } = await packaged('dev');
    expect(resource('DataStore').Properties).not.toHaveProperty('IdentityProviderConfiguration');
    expect(template.Resources).not.toHaveProperty('IdentityProviderPermission');
  }, 180_000);

  test('is neither replaced nor dropped by an update of the stack', async () => {
    const { file } = await packaged('dev');
    const state = JSON.parse(readFileSync(join(dirname(file), 'serverless-state.json'), 'utf8')) as {
      service: { provider: { stackPolicy: unknown } };
    };
    expect(state.service.provider.stackPolicy).toEqual([
      { Effect: 'Allow', Principal: '*', Action: ['Update:*'], Resource: '*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: ['Update:Replace', 'Update:Delete'],
        // A logical id that the template lacks, because the resource was taken over, would be refused.
        Resource: '*',
        Condition: {
          StringEquals: {
            ResourceType: [
              'AWS::HealthLake::FHIRDatastore',
              'AWS::KMS::Key',
              'AWS::S3::Bucket',
              'AWS::DynamoDB::Table',
            ],
          },
        },
      },
    ]);
  }, 180_000);
});

describe('an existing data store', () => {
  test('is used instead of one of the stack’s own, and is what the roles are for', async () => {
    const { template, resource } = await packaged('dev with an existing data store');
    expect(template.Resources).not.toHaveProperty('DataStore');
    expect(JSON.stringify(template)).not.toContain('DataStore');
    expect(template.Outputs?.DatastoreId).toMatchObject({ Value: EXISTING_STORE });
    expect(resource('StartImportsLambdaFunction').Properties).toMatchObject({
      Environment: { Variables: { DATASTORE_ID: EXISTING_STORE } },
    });
    expect(JSON.stringify(resource('DataAccessRole'))).toContain(`datastore/fhir/${EXISTING_STORE}`);
  }, 180_000);
});
