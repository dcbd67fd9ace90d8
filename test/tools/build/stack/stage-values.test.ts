import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../../../../tools/build/project.ts';
import { stageValues, valuesOf } from '../../../../tools/build/stack/stage-values.ts';
import { checkConfig } from '../../../../config/check-config.ts';

const OTHER_STORE = 'fedcba9876543210fedcba9876543210';
const OTHER_ROLE = 'arn:aws:iam::111122223333:role/theirs';
const OTHER_KEY = 'arn:aws:kms:us-east-1:111122223333:key/abc-1';
const route = { name: 'default', validationLevel: 'structure-only' };

test('a route to another store widens the permissions by exactly that store, its role and its key', () => {
  const other = {
    ...route,
    name: 'lab',
    prefix: 'lab/',
    dataStore: OTHER_STORE,
    dataAccessRoleArn: OTHER_ROLE,
    kmsKeyId: OTHER_KEY,
  };
  const again = { ...other, name: 'lab-again', prefix: 'lab-again/' };
  const values = valuesOf(checkConfig({ routes: [route, other, again] }, 'config/x.json'));
  expect(values).toMatchObject({
    followedDatastoreIds: [{ 'Fn::GetAtt': ['DataStore', 'DatastoreId'] }, OTHER_STORE],
    dataAccessRoleArns: [{ 'Fn::GetAtt': ['DataAccessRole', 'Arn'] }, OTHER_ROLE],
    keyArns: [{ 'Fn::GetAtt': ['Key', 'Arn'] }, OTHER_KEY],
  });
  expect(values.datastoreArns).toHaveLength(2);
  expect(values.datastoreArns[1]).toEqual({
    'Fn::Sub': `arn:\${AWS::Partition}:healthlake:\${AWS::Region}:\${AWS::AccountId}:datastore/fhir/${OTHER_STORE}`,
  });
});

test('a store that a route knows by its name widens them to the stores of the account', () => {
  const byName = { ...route, name: 'lab', prefix: 'lab/', dataStore: 'their store' };
  const { followedDatastoreIds, datastoreArns } = valuesOf(
    checkConfig({ routes: [route, byName] }, 'config/x.json'),
  );
  expect(followedDatastoreIds).toEqual([{ exists: true }]);
  expect(datastoreArns).toEqual([
    { 'Fn::Sub': 'arn:${AWS::Partition}:healthlake:${AWS::Region}:${AWS::AccountId}:datastore/fhir/*' },
  ]);
});

test('an export of another store widens what is followed by that store, and not what is imported into', () => {
  const exports = [{ name: 'nightly' }, { name: 'theirs', dataStore: OTHER_STORE }];
  const values = valuesOf(checkConfig({ routes: [route], exports }, 'config/x.json'));
  expect(values.datastoreArns).toHaveLength(1);
  expect(values.exportDatastoreArns).toHaveLength(2);
  expect(values.followedDatastoreArns).toHaveLength(2);
  expect(values.followedDatastoreIds).toEqual([{ 'Fn::GetAtt': ['DataStore', 'DatastoreId'] }, OTHER_STORE]);
  expect(values.exportsNameStores).toBe(false);
});

test('a store without an identity section takes signed AWS requests only', () => {
  expect(
    valuesOf(checkConfig({ routes: [route] }, 'config/x.json')).identityProviderConfiguration,
  ).toBeNull();
});

test('the stack’s own role may do what is configured for a store whose tokens lead to it, and for no other', () => {
  const metadata = {
    authorization_endpoint: 'https://issuer.example/authorize',
    token_endpoint: 'https://issuer.example/token',
    grant_types_supported: ['client_credentials'],
    capabilities: ['permission-v2'],
    code_challenge_methods_supported: ['S256'],
  };
  const authorization = { authorizationStrategy: 'SMART_ON_FHIR', metadata };
  const dataStores = [
    { authorization, operations: { MemberMatch: 'r' } },
    {
      authorization,
      dataStore: OTHER_STORE,
      operations: { PurgeResource: 'd' },
      roles: [{ roleName: 'theirs' }],
    },
  ];
  const actionsOf = (identity: object) =>
    valuesOf(checkConfig({ routes: [route], identity }, 'config/x.json')).smartRoleActions;
  expect(actionsOf({})).toHaveLength(24);
  expect(actionsOf({ dataStores })).toEqual([...actionsOf({}), 'healthlake:MemberMatch']);
});

test.each(['dev', 'prod'])(
  'nothing is packaged for stage %s that trusts the local issuer, or one on http',
  (stage) => {
    const root = mkdtempSync(join(tmpdir(), 'inlet-values-'));
    cpSync(join(PROJECT, 'config'), join(root, 'config'), { recursive: true });
    const local = readFileSync(join(root, 'config/local.json'), 'utf8');
    for (const issuer of ['local', 'http://127.0.0.1:3000']) {
      writeFileSync(
        join(root, `config/${stage}.json`),
        local.replace('"issuer": "local"', `"issuer": "${issuer}"`),
      );
      expect(() => stageValues(stage, root)).toThrow(
        `config/${stage}.json: identity.dataStores[0].issuers[0].issuer is "${issuer}"`,
      );
    }
    rmSync(root, { recursive: true });
  },
);
