import { describe, expect, test } from '@jest/globals';
import { loadStageConfig } from '../../../../config/load-stage-config.ts';
import type { AskedAction } from '../../../../lib/actions/any-action/asked-action.ts';
import { readAction } from '../../../../lib/actions/any-action/asked-action.ts';
import { decideAction, judgeDeletion } from '../../../../lib/actions/any-action/decide-action.ts';
import { judgeSource } from '../../../../lib/actions/any-action/judge-scope.ts';
import { usedStores } from '../../../../lib/actions/any-action/stage-policy.ts';
import type { ActionPolicy } from '../../../../lib/actions/any-action/policy.ts';
import { actionMessage, ALL_ACTIONS, PLACE, testPolicy } from '../../../support/action-world.ts';
import type { Ask } from '../../../support/action-world.ts';

const OWN = 'a'.repeat(32);
const NAMED = 'b'.repeat(32);
const OTHER = 'c'.repeat(32);
const FACTS = { place: PLACE, stageStores: new Set([OWN]), namedStores: new Map([['research', NAMED]]) };
const arnOf = (id: string, account = PLACE.accountId, region = PLACE.region): string =>
  `arn:aws:healthlake:${region}:${account}:datastore/fhir/${id}`;

function asked(detail: Ask, source = 'com.example'): AskedAction {
  const read = readAction(actionMessage({ requestId: 'r', ...detail }, { source }));
  if (read.kind !== 'asked') throw new Error(read.of.refusal.message);
  return read.asked;
}

const decide = (detail: Ask, policy: ActionPolicy = testPolicy(), source?: string) =>
  decideAction(asked(detail, source), policy, FACTS);

/** The name of the refusal, or that there is none. */
const verdict = (...args: Parameters<typeof decide>): string => {
  const decision = decide(...args);
  return decision.kind === 'refuse' ? decision.refusal.errorName : 'call';
};

const describeStore = (DatastoreId: string): Ask => ({
  action: 'DescribeFHIRDatastore',
  input: { DatastoreId },
});
const exportTo = (S3Uri: string, more: object = {}, configuration: object = {}): Ask => ({
  action: 'StartFHIRExportJob',
  input: { DatastoreId: OWN, OutputDataConfig: { S3Configuration: { S3Uri, ...configuration } }, ...more },
});
const importOf = (from: string, to: string): Ask => ({
  action: 'StartFHIRImportJob',
  input: {
    DatastoreId: OWN,
    InputDataConfig: { S3Uri: from },
    JobOutputDataConfig: { S3Configuration: { S3Uri: to } },
  },
});
const create = (more: object = {}): Ask => ({
  action: 'CreateFHIRDatastore',
  input: { DatastoreTypeVersion: 'R4', ...more },
});
const inputOf = (detail: Ask, policy?: ActionPolicy) => {
  const decision = decide(detail, policy);
  return decision.kind === 'call' ? decision.input : decision.refusal;
};

describe('which actions, data stores and sources', () => {
  const allowing = (...allow: ActionPolicy['allow']) => testPolicy({ allow });

  test('the stage’s own data stores are allowed where none is said, and no other', () => {
    const policy = allowing({ actions: ['DescribeFHIRDatastore'] });
    expect(verdict(describeStore(OWN), policy)).toBe('call');
    expect(verdict(describeStore(OTHER), policy)).toBe('DataStoreNotAllowed');
    expect(verdict({ action: 'ListFHIRDatastores', input: {} }, policy)).toBe('ActionNotAllowed');
  });

  test.each([
    [[NAMED], 'call', 'DataStoreNotAllowed'],
    [[arnOf(NAMED)], 'call', 'DataStoreNotAllowed'],
    [['research'], 'call', 'DataStoreNotAllowed'],
    [['unknown'], 'DataStoreNotAllowed', 'DataStoreNotAllowed'],
    [['*'], 'call', 'call'],
  ])('data stores %j', (dataStores, named, other) => {
    const policy = allowing({ actions: ['DescribeFHIRDatastore'], dataStores });
    expect([verdict(describeStore(NAMED), policy), verdict(describeStore(OTHER), policy)]).toEqual([
      named,
      other,
    ]);
  });

  test('what one entry allows for one source, and another for another, does not add up', () => {
    const policy = allowing(
      { actions: ['DescribeFHIRDatastore'], sources: ['com.a'], dataStores: [NAMED] },
      { actions: ['ListTagsForResource'], sources: ['com.b'], dataStores: ['*'] },
    );
    expect(verdict(describeStore(NAMED), policy, 'com.a')).toBe('call');
    expect(verdict(describeStore(OTHER), policy, 'com.a')).toBe('DataStoreNotAllowed');
    expect(verdict(describeStore(NAMED), policy, 'com.b')).toBe('ActionNotAllowed');
    expect(judgeSource(policy, asked(describeStore(NAMED), 'com.c'))?.errorName).toBe('SourceNotAllowed');
    expect(judgeSource(policy, asked(describeStore(NAMED), 'com.a'))).toBeUndefined();
  });

  test('a schedule of the stage needs no source, but what it does must be allowed', () => {
    const policy = allowing({ actions: ['DescribeFHIRDatastore'], sources: ['com.a'] });
    expect(judgeSource(policy, asked(describeStore(OWN), 'inlet'))).toBeUndefined();
    expect(verdict(describeStore(OWN), policy, 'inlet')).toBe('call');
    expect(verdict(describeStore(OTHER), policy, 'inlet')).toBe('DataStoreNotAllowed');
  });

  test('tags are of data stores of this Region and account', () => {
    const policy = allowing({ actions: ['ListTagsForResource'] });
    const of = (ResourceARN: string): Ask => ({ action: 'ListTagsForResource', input: { ResourceARN } });
    expect(verdict(of(arnOf(OWN)), policy)).toBe('call');
    expect(verdict(of(arnOf(OTHER)), policy)).toBe('DataStoreNotAllowed');
    expect(verdict(of(arnOf(OWN, '999999999999')), policy)).toBe('DataStoreNotAllowed');
    expect(verdict(of(arnOf(OWN, PLACE.accountId, 'us-west-2')), policy)).toBe('DataStoreNotAllowed');
  });

  test('a data store is made where every one is allowed, or its name', () => {
    const policy = allowing({ actions: ['CreateFHIRDatastore'], dataStores: ['research'] });
    expect(verdict(create({ DatastoreName: 'research' }), policy)).toBe('call');
    expect(verdict(create({ DatastoreName: 'other' }), policy)).toBe('DataStoreNotAllowed');
    expect(verdict(create(), policy)).toBe('DataStoreNotAllowed');
    expect(verdict(create(), allowing({ actions: ['CreateFHIRDatastore'] }))).toBe('DataStoreNotAllowed');
  });
});

describe('S3 addresses', () => {
  const policy = testPolicy({ s3Prefixes: ['s3://data/in/', 's3://out/'] });

  test.each([
    ['s3://data/in/', 'call'],
    ['s3://data/in/x.ndjson', 'call'],
    ['s3://data/in', 'S3UriNotAllowed'],
    ['s3://data/input/', 'S3UriNotAllowed'],
    ['s3://data/', 'S3UriNotAllowed'],
    ['s3://data-other/in/', 'S3UriNotAllowed'],
    ['s3://out', 'S3UriNotAllowed'],
    ['S3://out/', 'S3UriNotAllowed'],
  ])('%s: %s', (uri, expected) => {
    expect(verdict(exportTo(uri), policy)).toBe(expected);
    expect(verdict(importOf(uri, 's3://out/'), policy)).toBe(expected);
    expect(verdict(importOf('s3://data/in/', uri), policy)).toBe(expected);
  });

  test('none is allowed where none is configured', () => {
    expect(verdict(exportTo('s3://out/x/'), testPolicy({ s3Prefixes: [] }))).toBe('S3UriNotAllowed');
  });
});

describe('roles and keys', () => {
  const role = 'arn:aws:iam::000000000000:role/other';
  const key = 'arn:aws:kms:us-east-1:000000000000:key/other';
  const [ownRole] = testPolicy().dataAccessRoleArns;
  const [ownKey] = testPolicy().kmsKeyIds;
  const policy = testPolicy({ dataAccessRoleArns: [ownRole, role], kmsKeyIds: [ownKey, key] });

  test('are the stack’s own where they are left out', () => {
    expect(inputOf(exportTo('s3://results/x/'))).toMatchObject({
      DataAccessRoleArn: ownRole,
      OutputDataConfig: { S3Configuration: { KmsKeyId: ownKey } },
    });
  });

  test('are otherwise ones that are configured', () => {
    const [DataAccessRoleArn, KmsKeyId] = [role, key];
    const ask = exportTo('s3://results/x/', { DataAccessRoleArn }, { KmsKeyId });
    expect(verdict(ask, policy)).toBe('call');
    expect(verdict(exportTo('s3://results/x/', { DataAccessRoleArn }))).toBe('RoleNotAllowed');
    expect(verdict(exportTo('s3://results/x/', {}, { KmsKeyId }))).toBe('KeyNotAllowed');
  });

  test('a new data store is encrypted with the stack’s own key, a configured one, or AWS’s where that is said', () => {
    const encrypted = (config: object) => ({ SseConfiguration: { KmsEncryptionConfig: config } });
    const customer = 'CUSTOMER_MANAGED_KMS_KEY';
    const own = encrypted({ CmkType: customer, KmsKeyId: ownKey });
    expect(inputOf(create())).toMatchObject(own);
    expect(inputOf(create(encrypted({ CmkType: customer })))).toMatchObject(own);
    expect(verdict(create(encrypted({ CmkType: customer, KmsKeyId: key })), policy)).toBe('call');
    expect(verdict(create(encrypted({ CmkType: customer, KmsKeyId: key })))).toBe('KeyNotAllowed');
    expect(verdict(create(encrypted({ CmkType: 'AWS_OWNED_KMS_KEY' })))).toBe('call');
    expect(verdict(create(encrypted({ CmkType: 'AWS_OWNED_KMS_KEY', KmsKeyId: key })))).toBe('KeyNotAllowed');
  });
});

describe('who may read a new data store', () => {
  const configured = {
    AuthorizationStrategy: 'SMART_ON_FHIR',
    FineGrainedAuthorizationEnabled: false,
    IdpLambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:inlet-local-identity-provider:live',
    Metadata: { issuer: 'https://issuer.invalid' },
  };
  const policy = testPolicy({ identityProviders: [configured] });
  const ask = (changes: object): Ask =>
    create({
      IdentityProviderConfiguration: {
        ...configured,
        Metadata: JSON.stringify(configured.Metadata),
        ...changes,
      },
    });

  test('is as the configuration has it, whatever the order of its members, or whoever signs requests', () => {
    expect(verdict(ask({}), policy)).toBe('call');
    const signed = create({ IdentityProviderConfiguration: { AuthorizationStrategy: 'AWS_AUTH' } });
    expect(verdict(signed, policy)).toBe('call');
  });

  test.each<[string, object]>([
    ['function', { IdpLambdaArn: configured.IdpLambdaArn.replace('inlet', 'other') }],
    ['metadata', { Metadata: '{"issuer":"https://evil.invalid"}' }],
    ['metadata that are no JSON', { Metadata: 'x' }],
    ['strategy', { AuthorizationStrategy: 'SMART_ON_FHIR_V1' }],
    ['fine-grained authorization', { FineGrainedAuthorizationEnabled: true }],
  ])('another %s is refused', (_, changes) => {
    expect(verdict(ask(changes), policy)).toBe('IdentityProviderNotAllowed');
    expect(verdict(ask({}), testPolicy())).toBe('IdentityProviderNotAllowed');
  });
});

describe('tags', () => {
  const policy = testPolicy({ requiredTags: { owner: 'us', purpose: 'care' } });
  const tag = (Key: string, Value = 'x'): Ask => ({
    action: 'TagResource',
    input: { ResourceARN: arnOf(OWN), Tags: [{ Key, Value }] },
  });
  const untag = (...TagKeys: string[]): Ask => ({
    action: 'UntagResource',
    input: { ResourceARN: arnOf(OWN), TagKeys },
  });

  test.each([
    [tag('free'), 'call'],
    [tag('inlet:route'), 'TagNotAllowed'],
    [tag('INLET:route'), 'TagNotAllowed'],
    [tag('owner', 'me'), 'TagNotAllowed'],
    [tag('owner', 'us'), 'call'],
    [untag('free'), 'call'],
    [untag('free', 'owner'), 'TagNotAllowed'],
    [untag('inlet:route'), 'TagNotAllowed'],
    [create({ Tags: [{ Key: 'inlet:x', Value: 'x' }] }), 'TagNotAllowed'],
    [create({ Tags: [{ Key: 'owner', Value: 'me' }] }), 'TagNotAllowed'],
  ])('%j: %s', (ask, expected) => {
    expect(verdict(ask, policy)).toBe(expected);
  });

  test.each([{ a: 'b' }, 5, true])('a new data store with tags that are no list is refused: %j', (Tags) => {
    expect(inputOf(create({ Tags }), policy)).toMatchObject({
      errorName: 'InvalidRequest',
      message: expect.stringContaining('tags (type)'),
    });
  });

  test('a new data store gets the stage’s', () => {
    expect(inputOf(create({ Tags: [{ Key: 'owner', Value: 'us' }] }), policy)).toMatchObject({
      Tags: [
        { Key: 'owner', Value: 'us' },
        { Key: 'purpose', Value: 'care' },
      ],
    });
  });
});

describe('the form', () => {
  test.each<[string, Ask, RegExp]>([
    ['a value out of its pattern', describeStore('!'), /datastoreId \(pattern\)/],
    [
      'a value that is missing',
      { action: 'CreateFHIRDatastore', input: {} },
      /datastoreTypeVersion \(required\)/,
    ],
    ['no data store', { action: 'DescribeFHIRDatastore', input: {} }, /no DatastoreId/],
    [
      'a misspelt member',
      { ...describeStore(OWN), input: { ValidationLevl: 'x', DatastoreId: OWN } },
      /where it takes DatastoreId[.]/,
    ],
    [
      'a misspelt member further in',
      exportTo('s3://results/x/', {}, { ValidationLevl: 'x' }),
      /where it takes S3Uri, KmsKeyId[.]/,
    ],
    [
      'a time without a zone',
      { action: 'ListFHIRDatastores', input: { Filter: { CreatedAfter: '2026-01-01' } } },
      /createdAfter \(type\)/,
    ],
    [
      'two tokens that differ',
      { ...exportTo('s3://results/x/', { ClientToken: 'a' }), clientToken: 'b' },
      /differ/,
    ],
    ['a token where there is none', { ...describeStore(OWN), clientToken: 'b' }, /no ClientToken/],
  ])('with %s is refused, in words that do not quote it', (_, ask, says) => {
    const decision = decide(ask);
    expect(decision).toMatchObject({ kind: 'refuse', refusal: { errorName: 'InvalidRequest' } });
    expect(JSON.stringify(decision)).toMatch(says);
    expect(JSON.stringify(decision)).not.toMatch(/ValidationLevl|'!'/);
  });

  test('takes times as epoch seconds and as ISO 8601', () => {
    const at = (SubmittedAfter: unknown) =>
      inputOf({ action: 'ListFHIRImportJobs', input: { DatastoreId: OWN, SubmittedAfter } });
    const time = new Date('2026-01-31T12:00:00.500Z');
    expect(at(time.getTime() / 1000)).toMatchObject({ SubmittedAfter: time });
    expect(at(time.toISOString())).toMatchObject({ SubmittedAfter: time });
  });

  test('the ClientToken is the given one, or the same for the same request', () => {
    const ask = exportTo('s3://results/x/');
    expect(inputOf({ ...ask, clientToken: 'mine' })).toMatchObject({ ClientToken: 'mine' });
    const derived = inputOf(ask) as { ClientToken: string };
    expect(derived.ClientToken).toMatch(/^[0-9a-f]{64}$/);
    expect(inputOf(ask)).toMatchObject(derived);
    expect((inputOf({ ...ask, requestId: 'r2' }) as { ClientToken: string }).ClientToken).not.toBe(
      derived.ClientToken,
    );
  });

  test('every action is decided, whatever its input', () => {
    for (const action of ALL_ACTIONS)
      for (const input of [{}, { DatastoreId: OWN }, { ResourceARN: arnOf(OWN) }, { Tags: 1, TagKeys: 'x' }])
        expect(['call', 'InvalidRequest', 'DataStoreNotConfirmed']).toContain(verdict({ action, input }));
  });
});

test('a requestId of the stage’s schedules is for those alone', () => {
  const read = (source: string) =>
    readAction(
      actionMessage({ requestId: 'schedule:x:t', action: 'ListFHIRDatastores', input: {} }, { source }),
    );
  expect(read('inlet').kind).toBe('asked');
  expect(read('com.example')).toMatchObject({
    kind: 'unreadable',
    of: { requestId: null, refusal: { errorName: 'InvalidRequest' } },
  });
});

describe('a data store that is to be deleted', () => {
  const drop = (confirmDatastoreName?: string) =>
    asked({
      action: 'DeleteFHIRDatastore',
      input: { DatastoreId: OTHER },
      ...(confirmDatastoreName !== undefined && { confirmDatastoreName }),
    });
  const store = { datastoreId: OTHER, datastoreName: 'old' };

  test('is so with its name repeated, and not without', () => {
    expect(judgeDeletion(drop('old'), store, [])).toBeUndefined();
    expect(judgeDeletion(drop('Old'), store, [])?.errorName).toBe('DataStoreNotConfirmed');
    expect(verdict({ action: 'DeleteFHIRDatastore', input: { DatastoreId: OTHER } })).toBe(
      'DataStoreNotConfirmed',
    );
    expect(judgeDeletion(drop('old'), { ...store, datastoreName: null }, [])?.errorName).toBe(
      'DataStoreNotConfirmed',
    );
  });

  test('is not where its tag makes a route, or may', () => {
    const used = usedStores({ ...loadStageConfig('local'), tagRoutes: [OTHER] }, { datastoreId: OWN });
    expect(judgeDeletion(drop('old'), store, used)?.errorName).toBe('DataStoreInUse');
  });

  test.each([[{ datastoreId: OTHER }], [{ name: 'old' }]])('is not where the stage uses it: %j', (use) => {
    expect(judgeDeletion(drop('old'), store, [{ datastoreId: OWN }, use])?.errorName).toBe('DataStoreInUse');
  });
});
