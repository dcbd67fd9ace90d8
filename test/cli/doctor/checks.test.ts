import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DatastoreStatus } from '@aws-sdk/client-healthlake';
import { KeyState } from '@aws-sdk/client-kms';
import { State } from '@aws-sdk/client-lambda';
import { describe, expect, test } from '@jest/globals';
import { dataStores, quotas } from '../../../cli/doctor/checks/data-stores.ts';
import { coldStart, functions } from '../../../cli/doctor/checks/functions.ts';
import { invocations } from '../../../cli/doctor/checks/invocations.ts';
import { roles } from '../../../cli/doctor/checks/roles.ts';
import { versions } from '../../../cli/doctor/checks/versions.ts';
import type { Check, Patient } from '../../../cli/doctor/finding.ts';
import { renderDoctor } from '../../../cli/doctor/index.ts';
import { LEDGER_FORMAT } from '../../../lib/ledger/index.ts';

const STORE = 'a'.repeat(32);
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const ACTIVE = {
  DatastoreStatus: DatastoreStatus.ACTIVE,
  SseConfiguration: { KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: KEY } },
};

/** What each command is answered, or the error that it is refused with. */
type Answers = Readonly<Record<string, object | string>>;

const HEALTHY: Answers = {
  DescribeFHIRDatastoreCommand: { DatastoreProperties: ACTIVE },
  DescribeKeyCommand: { KeyMetadata: { KeyState: KeyState.Enabled } },
  ListFHIRImportJobsCommand: { ImportJobPropertiesList: [] },
  GetCommand: { Item: { formatVersion: LEDGER_FORMAT } },
};

const client = (answers: Answers) => ({
  send(command: object): Promise<object> {
    const answer = answers[command.constructor.name] ?? 'NoAnswer';
    if (typeof answer !== 'string') return Promise.resolve(answer);
    return Promise.reject(Object.assign(new Error('refused'), { name: answer }));
  },
});

/** What a check finds in a stage that answers so; of all that a stage is, these look at no more. */
function found(check: Check, answers: Answers, stage: object = {}, stack: object = {}, logs: object = {}) {
  const any = client({ ...HEALTHY, ...answers });
  const patient = {
    stage: {
      stage: 'dev',
      datastoreId: STORE,
      routes: [],
      unresolvedRoutes: new Map(),
      exports: [],
      healthLake: any,
      ledger: { client: any, tableName: 'ledger' },
      ...stage,
    },
    stack,
    clients: { keys: any, functions: any, roles: any, logs },
    served: (ask: () => unknown) => ask(),
  } as unknown as Patient;
  return check.look(patient);
}

/** A client of logs that answers with these pages. */
function logsOf(pages: readonly object[]): CloudWatchLogsClient {
  const left = [...pages];
  return Object.assign(Object.create(CloudWatchLogsClient.prototype) as CloudWatchLogsClient, {
    send: () => Promise.resolve(left.shift()),
  });
}

const inState = (DatastoreStatus: string): Answers => ({
  DescribeFHIRDatastoreCommand: { DatastoreProperties: { ...ACTIVE, DatastoreStatus } },
});
const withKey = (keyState: string): Answers => ({
  DescribeKeyCommand: { KeyMetadata: { KeyState: keyState } },
});

describe('data-stores', () => {
  test('finds nothing wrong with one that is ACTIVE and whose key is enabled, or may not be looked at', async () => {
    expect(await found(dataStores, {})).toEqual([]);
    expect(await found(dataStores, { DescribeKeyCommand: 'AccessDeniedException' })).toEqual([]);
    const DatastoreProperties = { DatastoreStatus: 'ACTIVE' };
    expect(await found(dataStores, { DescribeFHIRDatastoreCommand: { DatastoreProperties } })).toEqual([]);
  });

  test.each([
    [
      'CREATING',
      /is CREATING: its imports and exports wait/,
      /^aws healthlake describe-fhir-datastore --datastore-id a+ {3}# /,
    ],
    [
      'DELETING',
      /is DELETING/,
      /^name another data store in config\/dev\.json .*`npx sls deploy --stage dev`$/,
    ],
    ['CREATE_FAILED', /is CREATE_FAILED/, /^name another data store/],
  ])('finds one that is %s', async (status, what, next) => {
    expect(await found(dataStores, inState(status))).toEqual([
      { what: expect.stringMatching(what), next: expect.stringMatching(next) },
    ]);
  });

  test('finds one that is not there', async () => {
    expect(await found(dataStores, { DescribeFHIRDatastoreCommand: 'ResourceNotFoundException' })).toEqual([
      { what: expect.stringContaining('is not there'), next: expect.stringContaining('name another') },
    ]);
  });

  test.each([
    ['Disabled', `aws kms enable-key --key-id ${KEY}`],
    ['PendingDeletion', `aws kms cancel-key-deletion --key-id ${KEY} && aws kms enable-key --key-id ${KEY}`],
  ])('finds one whose key is %s', async (state, next) => {
    expect(await found(dataStores, withKey(state))).toEqual([
      {
        what: `the key ${KEY} of the data store ${STORE} is ${state}: nothing there can be read or written`,
        next,
      },
    ]);
  });

  test('finds a route whose name leads to none', async () => {
    const unresolvedRoutes = new Map([['lab', 'NotPinnedYet']]);
    expect(await found(dataStores, {}, { unresolvedRoutes })).toEqual([
      {
        what: 'the route lab has no data store (NotPinnedYet)',
        next: expect.stringContaining('npx inlet status'),
      },
    ]);
  });
});

test('roles: one that is gone is made again within the boundary and under the path that the template gives it', async () => {
  const name = 'inlet-dev-data-access';
  const limits = { Path: '/org/', PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' };
  const trust = { Version: '2012-10-17', Statement: [] };
  const properties = { RoleName: name, ...limits, AssumeRolePolicyDocument: trust, Policies: [] };
  const stack = {
    roles: [{ name, logicalId: 'DataAccessRole' }],
    resources: [{ logicalId: 'DataAccessRole', properties }],
    functions: [],
  };
  const [finding] = await found(roles, { ListRolePoliciesCommand: 'NoSuchEntityException' }, {}, stack);
  const [, input = '{}'] =
    /`aws iam create-role --cli-input-json '([^']*)'`$/.exec(finding?.next ?? '') ?? [];
  expect(JSON.parse(input)).toEqual({
    RoleName: name,
    ...limits,
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
});

test('roles: the functions of one that is made again have to be given it anew', async () => {
  const role = { name: 'runs', arn: 'arn:aws:iam::123456789012:role/runs', logicalId: 'Runs' };
  const functions = [
    { name: 'inlet-dev-poll-jobs', roleArn: role.arn },
    { name: 'inlet-dev-run-exports', roleArn: 'arn:aws:iam::123456789012:role/other' },
  ];
  const stack = { roles: [role], resources: [], functions };
  expect(await found(roles, { ListRolePoliciesCommand: 'NoSuchEntityException' }, {}, stack)).toEqual([
    {
      what: 'the role runs is gone',
      next: expect.stringMatching(/`; then give it to inlet-dev-poll-jobs anew: docs\/doctor\.md says how$/),
    },
  ]);
});

test('data-stores finds those of exports, too', async () => {
  const other = 'b'.repeat(32);
  const findings = await found(dataStores, inState('CREATING'), { exports: [{ datastoreId: other }] });
  expect(findings.map(({ what }) => what)).toEqual([
    expect.stringContaining(STORE),
    expect.stringContaining(other),
  ]);
});

test('quotas are full with 25 jobs that wait, and not with 24', async () => {
  const waiting = (count: number): Answers => ({
    ListFHIRImportJobsCommand: { ImportJobPropertiesList: Array.from({ length: count / 2 }, () => ({})) },
  });
  expect(await found(quotas, waiting(24))).toEqual([]);
  expect(await found(quotas, waiting(26))).toEqual([
    {
      what: expect.stringContaining('26 import jobs wait'),
      next: expect.stringContaining('`aws service-quotas'),
    },
  ]);
});

test('a function that somebody has stopped is found, and one whose permission is gone', async () => {
  const permissions = [
    {
      ...{ logicalId: 'Again', functionName: 'inlet-dev-poll-jobs', action: 'lambda:InvokeFunction' },
      ...{ principal: 'events.amazonaws.com', sourceArn: 'arn:aws:events:us-east-1:1:rule/poll' },
    },
  ];
  const stack = { permissions, functions: [{ name: 'inlet-dev-poll-jobs' }] };
  const Statement = [
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Condition: { ArnLike: { 'AWS:SourceArn': permissions[0]?.sourceArn } },
    },
  ];
  const healthy: Answers = {
    GetFunctionConcurrencyCommand: {},
    GetPolicyCommand: { Policy: JSON.stringify({ Statement }) },
  };
  expect(await found(invocations, healthy, {}, stack)).toEqual([]);
  const stopped = { ...healthy, GetFunctionConcurrencyCommand: { ReservedConcurrentExecutions: 0 } };
  expect(await found(invocations, stopped, {}, stack)).toEqual([
    {
      what: 'the function inlet-dev-poll-jobs may not run: its reserved concurrency is 0',
      next: 'aws lambda delete-function-concurrency --function-name inlet-dev-poll-jobs',
    },
  ]);
  const reserving = { ...stack, functions: [{ name: 'inlet-dev-poll-jobs', reservedConcurrency: 2 }] };
  expect((await found(invocations, stopped, {}, reserving))[0]?.next).toContain(
    '"ReservedConcurrentExecutions":2}',
  );
  const alone = { ...healthy, GetPolicyCommand: 'ResourceNotFoundException' };
  expect(await found(invocations, alone, {}, stack)).toEqual([
    {
      what: 'the function inlet-dev-poll-jobs may no longer be called by events.amazonaws.com for poll',
      next: expect.stringContaining('`aws lambda add-permission --cli-input-json'),
    },
  ]);
});

describe('versions', () => {
  test('are right where the ledger has the format of this version, an earlier one, or none', async () => {
    expect(await found(versions, {})).toEqual([]);
    expect(await found(versions, { GetCommand: { Item: { formatVersion: 1 } } })).toEqual([]);
    expect(await found(versions, { GetCommand: {} })).toEqual([]);
  });

  test('are wrong where a later one has written', async () => {
    const formatVersion = LEDGER_FORMAT + 1;
    expect(await found(versions, { GetCommand: { Item: { formatVersion } } })).toEqual([
      {
        what: `the ledger has format ${formatVersion}, and the package here understands formats up to ${LEDGER_FORMAT}`,
        next: expect.stringContaining('docs/upgrades.md'),
      },
    ]);
  });
});

describe('functions', () => {
  /** A function whose code is this very file. */
  const expected = {
    name: 'inlet-dev-x',
    artifact: import.meta.filename,
    runtime: 'nodejs24.x',
    memoryMb: 512,
    timeoutSeconds: 60,
    roleArn: 'arn:aws:iam::1:role/x',
    environment: { LEDGER_TABLE: 'ledger', QUEUE_URL: 'https://healthlake.invalid/1/queue' },
    aliases: {},
  };
  const Environment = { Variables: { LEDGER_TABLE: 'ledger', QUEUE_URL: 'https://sqs/1/queue', MORE: 'x' } };
  const deployed = {
    ...{ State: State.Active, Runtime: 'nodejs24.x', MemorySize: 512, Timeout: 60 },
    ...{ Role: expected.roleArn, Environment },
  };
  const differences = async (more: object): Promise<string[]> =>
    (
      await found(
        functions,
        { GetFunctionConfigurationCommand: { ...deployed, ...more } },
        {},
        { functions: [expected] },
      )
    ).map(({ what }) => what);

  test.each([
    [{ Runtime: 'nodejs22.x' }, 'runtime (nodejs22.x, not nodejs24.x)'],
    [{ MemorySize: 128 }, 'memory (128 MB, not 512)'],
    [{ Timeout: 3 }, 'time limit (3 s, not 60)'],
    [{ Role: 'arn:aws:iam::1:role/y' }, 'role'],
    [{ Environment: { Variables: { LEDGER_TABLE: 'other' } } }, 'environment (LEDGER_TABLE)'],
  ])('that have %j are not as the package has them', async (more, what) => {
    expect(await differences(more)).toEqual([
      `the function inlet-dev-x is not as the package has it: code, ${what}`,
    ]);
  });

  test('that are not active are found', async () => {
    expect(await differences({ State: State.Failed, LastUpdateStatus: 'Failed' })).toEqual([
      'the function inlet-dev-x is Failed, its last update Failed',
    ]);
  });

  test('whose code alone differs are deployed also where the package is the one that was deployed last', async () => {
    const answers = { GetFunctionConfigurationCommand: deployed };
    const [finding] = await found(functions, answers, {}, { functions: [expected] });
    expect(finding?.next).toBe('`npx sls deploy --stage dev --force`');
  });

  test('that are gone are made again by no deployment alone', async () => {
    const answers = { GetFunctionConfigurationCommand: 'ResourceNotFoundException' };
    expect(await found(functions, answers, {}, { functions: [expected] })).toEqual([
      { what: 'the function inlet-dev-x is gone', next: expect.stringContaining('docs/doctor.md') },
    ]);
  });
});

test('a first answer that took too long is found on a later page of the log, though the first is empty', async () => {
  const message = 'REPORT RequestId: x Duration: 20.00 ms Billed Duration: 21 ms Init Duration: 1200.00 ms';
  const pages = [{ events: [], nextToken: 'more' }, { events: [{ message }] }];
  const stack = { functions: [{ name: 'inlet-dev-identity-provider', memoryMb: 512 }] };
  const stage = { now: () => Date.now() };
  expect(await found(coldStart, {}, stage, stack, logsOf(pages))).toEqual([
    { what: expect.stringContaining('1 of 1 first answers'), next: expect.stringContaining('512 MB') },
  ]);
});

test('commands are printed to be pasted, and words as they are', () => {
  const findings = [
    { check: 'x', what: 'one', next: 'aws kms enable-key --key-id x   # then look again' },
    { check: 'x', what: 'two', next: 'deploy from a later version' },
  ];
  const document = {
    schemaVersion: '1',
    stage: 'dev',
    at: '',
    checked: ['x'],
    findings,
    unknown: [],
  } as const;
  expect(renderDoctor({ ...document, checked: ['x'], findings, unknown: [] })).toEqual([
    'x: one',
    '  next  `aws kms enable-key --key-id x` (then look again)',
    'x: two',
    '  next  deploy from a later version',
    'stage dev: 2 findings in 1 check',
  ]);
});
