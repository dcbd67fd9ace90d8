import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { accessKeyOf } from '../../local/ground/account.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import type { CliSession } from '../support/programs.ts';
import { EVERYTHING, makeRole, trustOf } from '../support/made-role.ts';
import { startCliSession, testWith } from '../support/programs.ts';

let cloud: CloudUnderTest;
let cli: CliSession;
beforeAll(async () => {
  cloud = await startCloud();
  cli = startCliSession(cloud.url);
});
afterAll(async () => {
  await cli.end();
  await cloud.end();
});

const aws = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse(await cli.aws(...args, '--output', 'json')) as Record<string, unknown>;

const POLL_JOBS = 'inlet-local-poll-jobs';

/** The AWS CLI as a role whose credentials STS would hand to a function. */
const asRole = (roleArn: string): CliSession =>
  startCliSession(cloud.url, { AWS_ACCESS_KEY_ID: accessKeyOf(roleArn) });

describe('the account and its stack, by the AWS CLI', () => {
  testWith('aws')('a role needs its permission for what it asks, in each protocol', async () => {
    const { Roles } = (await aws('iam', 'list-roles')) as { Roles: { RoleName: string; Arn: string }[] };
    const role = asRole(Roles.find(({ RoleName }) => RoleName.includes(POLL_JOBS))?.Arn ?? '');
    try {
      for (const [service, action, ...more] of [
        ['iam', 'list-roles'],
        ['cloudformation', 'describe-stacks'],
        ['cloudwatch', 'list-metrics'],
        ['kms', 'list-keys'],
        ['ssm', 'get-parameter', '--name', 'a'],
        ['sns', 'list-topics'],
        ['scheduler', 'list-schedules'],
        ['sts', 'assume-role', '--role-arn', Roles[0]?.Arn ?? '', '--role-session-name', 'mine'],
      ] as const)
        await expect(role.aws(service, action, ...more)).rejects.toThrow(
          /AccessDenied.*not authorized to perform/,
        );
      expect(JSON.parse(await role.aws('sts', 'get-caller-identity', '--output', 'json'))).toMatchObject({
        Arn: expect.stringMatching(/:assumed-role\/.*poll-jobs.*\/inlet$/) as unknown,
      });
    } finally {
      await role.end();
    }
  });

  testWith('aws')('CloudWatch has the metrics that functions write into their logs', async () => {
    await cloud.lambda.send(new InvokeCommand({ FunctionName: POLL_JOBS }));
    const metric = ['--namespace', 'Inlet/local', '--metric-name', 'OpenJobs'];
    const { Metrics } = (await aws('cloudwatch', 'list-metrics', ...metric)) as {
      Metrics: { Dimensions: { Name: string; Value: string }[] }[];
    };
    expect(Metrics).toContainEqual(
      expect.objectContaining({ Dimensions: [{ Name: 'service', Value: 'poll-jobs' }] }),
    );
    const { now } = (await (await fetch(`${cloud.url}/_inlet/clock`)).json()) as { now: string };
    const at = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
    const statistics = [
      'cloudwatch',
      'get-metric-statistics',
      ...metric,
      '--start-time',
      at(-60),
      '--end-time',
      at(60),
    ];
    const { Datapoints } = await aws(
      ...[...statistics, '--period', '3600', '--statistics', 'SampleCount', 'Maximum'],
      ...['--dimensions', 'Name=service,Value=poll-jobs'],
    );
    expect(Datapoints).toMatchObject([{ Maximum: 0, Unit: 'Count' }]);
    expect(
      await aws('cloudwatch', 'describe-alarms', '--alarm-names', 'inlet-local-jobs-failed'),
    ).toMatchObject({
      MetricAlarms: [{ AlarmName: 'inlet-local-jobs-failed', StateValue: 'OK' }],
    });
    const state = ['--state-value', 'ALARM', '--state-reason', 'a drill'];
    await cli.aws('cloudwatch', 'set-alarm-state', '--alarm-name', 'inlet-local-jobs-failed', ...state);
    expect(await aws('cloudwatch', 'describe-alarms', '--state-value', 'ALARM')).toMatchObject({
      MetricAlarms: [{ AlarmName: 'inlet-local-jobs-failed', StateReason: 'a drill' }],
    });
  });

  testWith('aws')(
    'an alarm of one’s own is put on the default bus, where a rule brings it to a queue',
    async () => {
      const queue = 'arn:aws:sqs:us-east-1:000000000000:heard';
      // It has no policy: the role of the target may send there.
      const { QueueUrl } = await cloud.sqs.send(new CreateQueueCommand({ QueueName: 'heard' }));
      const toQueue = ['put-targets', '--rule', 'heard', '--targets'];
      const target = `Id=queue,Arn=${queue},RoleArn=arn:aws:iam::000000000000:role/hearer`;
      const name = ['--alarm-name', 'mine'];
      const pattern = '{"detail-type": ["CloudWatch Alarm State Change"], "detail": {"alarmName": ["mine"]}}';
      await cli.aws('events', 'put-rule', '--name', 'heard', '--event-pattern', pattern);
      await expect(cli.aws('events', ...toQueue, target)).rejects.toThrow(
        /cannot be assumed by principal 'events.amazonaws.com'/,
      );
      await makeRole((...args) => cli.aws(...args), 'hearer', 'events.amazonaws.com');
      await cli.aws('events', ...toQueue, target);
      await cli.aws(
        ...['cloudwatch', 'put-metric-alarm', ...name, '--namespace', 'Mine', '--metric-name', 'things'],
        ...['--statistic', 'Sum', '--period', '60', '--evaluation-periods', '1', '--threshold', '1.5'],
        ...['--comparison-operator', 'GreaterThanThreshold', '--dimensions', 'Name=kind,Value=k'],
      );
      await cli.aws('cloudwatch', 'disable-alarm-actions', '--alarm-names', 'mine');
      expect(await aws('cloudwatch', 'describe-alarms', '--alarm-names', 'mine')).toMatchObject({
        MetricAlarms: [
          {
            ...{ StateValue: 'INSUFFICIENT_DATA', ActionsEnabled: false, Threshold: 1.5, Period: 60 },
            Dimensions: [{ Name: 'kind', Value: 'k' }],
          },
        ],
      });
      const state = ['--state-value', 'ALARM', '--state-reason', 'a drill'];
      await cli.aws('cloudwatch', 'set-alarm-state', ...name, ...state);
      const { Messages = [] } = await cloud.sqs.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
      );
      expect(Messages.map(({ Body }) => JSON.parse(Body ?? '') as unknown)).toMatchObject([
        { source: 'aws.cloudwatch', detail: { state: { value: 'ALARM', reason: 'a drill' } } },
      ]);
      const { AlarmHistoryItems } = (await aws('cloudwatch', 'describe-alarm-history', ...name)) as {
        AlarmHistoryItems: { HistorySummary: string }[];
      };
      expect(AlarmHistoryItems[0]?.HistorySummary).toBe('Alarm updated from INSUFFICIENT_DATA to ALARM');
      await cli.aws('cloudwatch', 'delete-alarms', '--alarm-names', 'mine');
      expect(await aws('cloudwatch', 'describe-alarms', '--alarm-names', 'mine')).toMatchObject({
        MetricAlarms: [],
      });
    },
  );

  testWith('aws')('STS says who calls', async () => {
    expect(await aws('sts', 'get-caller-identity')).toEqual({
      UserId: '000000000000',
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:root',
    });
    expect(await aws('sts', 'get-session-token')).toMatchObject({ Credentials: { AccessKeyId: 'local' } });
  });

  testWith('aws')('STS says what it has to a call that clients do not sign', async () => {
    const token = ['--role-arn', 'arn:aws:iam::000000000000:role/r', '--web-identity-token', 'none'];
    await expect(
      cli.aws('sts', 'assume-role-with-web-identity', '--role-session-name', 'mine', ...token),
    ).rejects.toThrow('does not have AssumeRoleWithWebIdentity of AWS STS');
  });

  testWith('aws')('STS gives the credentials of a role that is not the template’s', async () => {
    const role = 'arn:aws:iam::000000000000:role/subscriber';
    const assume = ['sts', 'assume-role', '--role-arn', role, '--role-session-name', 'mine'];
    const { Credentials } = (await aws(...assume)) as { Credentials: Record<string, string> };
    const session = startCliSession(cloud.url, {
      AWS_ACCESS_KEY_ID: Credentials.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey ?? '',
      AWS_SESSION_TOKEN: Credentials.SessionToken ?? '',
    });
    try {
      expect(JSON.parse(await session.aws('sts', 'get-caller-identity', '--output', 'json'))).toMatchObject({
        Arn: 'arn:aws:sts::000000000000:assumed-role/subscriber/mine',
      });
      await expect(session.aws('sts', 'get-session-token')).rejects.toThrow('AccessDenied');
    } finally {
      await session.end();
    }
  });

  testWith('aws')('a role of the template is assumed only by whom it trusts', async () => {
    const { Roles } = (await aws('iam', 'list-roles')) as { Roles: { RoleName: string; Arn: string }[] };
    const arn = Roles.find(({ RoleName }) => RoleName.includes(POLL_JOBS))?.Arn ?? '';
    await expect(
      cli.aws('sts', 'assume-role', '--role-arn', arn, '--role-session-name', 'mine'),
    ).rejects.toThrow(/AccessDenied.*trusts lambda\.amazonaws\.com/);
  });

  testWith('aws')('IAM shows the roles, and what they may do by the evaluator of calls', async () => {
    const { Roles } = (await aws('iam', 'list-roles')) as { Roles: { RoleName: string; Arn: string }[] };
    const { RoleName = '', Arn = '' } = Roles.find((role) => role.RoleName.includes(POLL_JOBS)) ?? {};
    expect(await aws('iam', 'get-role', '--role-name', RoleName)).toMatchObject({
      Role: {
        Arn,
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
        },
      },
    });
    const { PolicyNames } = (await aws('iam', 'list-role-policies', '--role-name', RoleName)) as {
      PolicyNames: string[];
    };
    const policy = ['--role-name', RoleName, '--policy-name', PolicyNames[0] ?? ''];
    expect(await aws('iam', 'get-role-policy', ...policy)).toMatchObject({
      RoleName,
      PolicyDocument: { Version: '2012-10-17' },
    });
    await aws('iam', 'list-attached-role-policies', '--role-name', RoleName);
    const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/inlet-local-ledger';
    const simulate = ['iam', 'simulate-principal-policy', '--policy-source-arn', Arn];
    expect(
      await aws(
        ...simulate,
        '--resource-arns',
        table,
        '--action-names',
        'dynamodb:GetItem',
        'dynamodb:DeleteTable',
      ),
    ).toMatchObject({
      EvaluationResults: [
        { EvalActionName: 'dynamodb:GetItem', EvalDecision: 'allowed' },
        { EvalActionName: 'dynamodb:DeleteTable', EvalDecision: 'implicitDeny' },
      ],
    });
    await expect(cli.aws('iam', 'get-role', '--role-name', 'gone')).rejects.toThrow('NoSuchEntity');
  });

  testWith('aws')(
    'a role that callers make is held to its policies, trusts whom it says, and goes',
    async () => {
      const name = ['--role-name', 'mine'];
      const arn = 'arn:aws:iam::000000000000:role/app/mine';
      const trust = (service: string) => ['--assume-role-policy-document', trustOf(service)];
      const create = (...more: string[]) => aws('iam', 'create-role', ...name, ...more);
      const policy = ['--policy-name', 'send', '--policy-document', EVERYTHING];
      const put = () => cli.aws('iam', 'put-role-policy', ...name, ...policy);
      await expect(put()).rejects.toThrow('The role with name mine cannot be found');
      expect(
        await create('--path', '/app/', '--description', 'of mine', ...trust('events.amazonaws.com')),
      ).toMatchObject({ Role: { Arn: arn, Path: '/app/', MaxSessionDuration: 3600 } });
      await expect(create(...trust('lambda.amazonaws.com'))).rejects.toThrow(/EntityAlreadyExists.*mine/);
      await expect(
        create('--role-name', 'other', '--assume-role-policy-document', '{"Statement": [{}]}'),
      ).rejects.toThrow('MalformedPolicyDocument');

      const code = zipSync({ 'index.js': strToU8('exports.handler = async () => 1;') });
      const makeFunction = (Role: string) =>
        cloud.lambda.send(
          new CreateFunctionCommand({
            ...{ FunctionName: 'mine', Role, Runtime: 'nodejs24.x', Handler: 'index.handler' },
            Code: { ZipFile: code },
          }),
        );
      const cannot = {
        name: 'InvalidParameterValueException',
        message: expect.stringMatching(/^The role defined for the function cannot be assumed by Lambda\./),
      };
      await expect(makeFunction(arn.replace('mine', 'nobody'))).rejects.toMatchObject(cannot);
      await expect(makeFunction(arn)).rejects.toMatchObject(cannot);
      await expect(makeFunction(arn.replace('000000000000', '111122223333'))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: 'Cross-account pass role is not allowed.',
      });
      const document = ['--policy-document', trustOf('lambda.amazonaws.com')];
      await cli.aws('iam', 'update-assume-role-policy', ...name, ...document);
      await makeFunction(arn);
      await expect(
        cloud.lambda.send(
          new UpdateFunctionConfigurationCommand({
            FunctionName: 'mine',
            Role: arn.replace('mine', 'nobody'),
          }),
        ),
      ).rejects.toMatchObject(cannot);
      await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: 'mine' }));

      const role = asRole(arn);
      try {
        const queues = () => role.aws('--endpoint-url', cloud.url, 'sqs', 'list-queues');
        await expect(queues()).rejects.toThrow(
          /not authorized to perform: sqs:ListQueues.*Allow it in the role mine/,
        );
        await put();
        await queues();
        await expect(cli.aws('iam', 'delete-role', ...name)).rejects.toThrow('must delete policies first');
        await cli.aws('iam', 'delete-role-policy', ...name, '--policy-name', 'send');
        const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
        await cli.aws('iam', 'attach-role-policy', ...name, '--policy-arn', basic);
        expect(await aws('iam', 'list-attached-role-policies', ...name)).toMatchObject({
          AttachedPolicies: [{ PolicyArn: basic }],
        });
        await expect(cli.aws('iam', 'delete-role', ...name)).rejects.toThrow(
          'must detach all policies first',
        );
        await cli.aws('iam', 'detach-role-policy', ...name, '--policy-arn', basic);
        await cli.aws('iam', 'delete-role', ...name);
        await expect(cli.aws('iam', 'get-role', ...name)).rejects.toThrow('NoSuchEntity');
        // Who has it still may do nothing.
        await expect(queues()).rejects.toThrow('not authorized to perform');
      } finally {
        await role.end();
      }
      const template = ['--role-name', 'inlet-local-poll-jobs-us-east-1'];
      const { Roles } = (await aws('iam', 'list-roles')) as { Roles: { RoleName: string }[] };
      expect(Roles.map(({ RoleName }) => RoleName)).toContain(template[1]);
      await expect(cli.aws('iam', 'delete-role', ...template)).rejects.toThrow('which the template declares');
    },
  );

  testWith('aws')('KMS shows the stack’s key by its alias', async () => {
    const { Keys } = (await aws('kms', 'list-keys')) as { Keys: { KeyId: string; KeyArn: string }[] };
    const { KeyMetadata } = (await aws('kms', 'describe-key', '--key-id', 'alias/inlet-local')) as {
      KeyMetadata: Record<string, unknown>;
    };
    expect(KeyMetadata).toMatchObject({ KeyId: Keys[0]?.KeyId, Arn: Keys[0]?.KeyArn, KeyState: 'Enabled' });
    expect(await aws('kms', 'list-aliases')).toMatchObject({
      Aliases: [{ AliasName: 'alias/inlet-local', TargetKeyId: Keys[0]?.KeyId }],
    });
    await expect(cli.aws('kms', 'describe-key', '--key-id', 'alias/gone')).rejects.toThrow(
      'NotFoundException',
    );
    await expect(cli.aws('kms', 'create-key')).rejects.toThrow(
      /does not have CreateKey of AWS KMS\. What it has of it: DescribeKey/,
    );
  });

  testWith('aws')('CloudFormation shows what runs', async () => {
    const { Stacks } = (await aws('cloudformation', 'describe-stacks')) as {
      Stacks: { StackName: string; Outputs: Record<string, string>[] }[];
    };
    expect(Stacks).toMatchObject([{ StackName: 'inlet-local', StackStatus: 'CREATE_COMPLETE' }]);
    expect(Stacks[0]?.Outputs).toContainEqual(
      expect.objectContaining({ OutputKey: 'InboxBucketName', OutputValue: 'inlet-local-inbox' }),
    );
    const name = ['--stack-name', 'inlet-local'];
    const { StackResources } = (await aws('cloudformation', 'describe-stack-resources', ...name)) as {
      StackResources: Record<string, string>[];
    };
    expect(StackResources).toContainEqual(
      expect.objectContaining({ LogicalResourceId: 'InboxBucket', PhysicalResourceId: 'inlet-local-inbox' }),
    );
    const { StackResourceSummaries } = (await aws('cloudformation', 'list-stack-resources', ...name)) as {
      StackResourceSummaries: unknown[];
    };
    expect(StackResourceSummaries).toHaveLength(StackResources.length);
    expect(await aws('cloudformation', 'list-stacks')).toMatchObject({
      StackSummaries: [{ StackName: 'inlet-local' }],
    });
    expect(await aws('cloudformation', 'list-exports')).toHaveProperty('Exports');
    await expect(cli.aws('cloudformation', 'describe-stacks', '--stack-name', 'gone')).rejects.toThrow(
      'does not exist',
    );
  });

  testWith('aws')('a service that is not here is named as people know it, with what there is', async () => {
    await expect(cli.aws('kinesis', 'list-streams')).rejects.toThrow(
      /Amazon Kinesis Data Streams.*nearest here: queues of SQS.*It has .*AWS STS/,
    );
    await expect(cli.aws('--endpoint-url', cloud.url, 'rds', 'describe-db-instances')).rejects.toThrow(
      'Amazon RDS',
    );
    await expect(cli.aws('route53', 'list-hosted-zones')).rejects.toThrow('Amazon Route 53');
    await expect(cli.aws('cloudfront', 'list-distributions')).rejects.toThrow('Amazon CloudFront');
  });
});
