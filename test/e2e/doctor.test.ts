import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  CreateLogStreamCommand,
  CloudWatchLogsClient,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DisableRuleCommand } from '@aws-sdk/client-eventbridge';
import { StartFHIRImportJobCommand } from '@aws-sdk/client-healthlake';
import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { PutBucketNotificationConfigurationCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DoctorDocument } from '../../cli/doctor/index.ts';
import { CHECKS, exitCodeOf } from '../../cli/doctor/index.ts';
import { accessKeyOf } from '../../local/ground/account.ts';
import { PROJECT } from '../../tools/build/project.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud, temporaryFolder } from '../support/cloud.ts';
import { runInlet, unbroken } from '../support/run-inlet.ts';
import { runLines } from '../support/runbook.ts';
import { clientSettings } from '../support/server.ts';
import { packaged } from '../template/packaged.ts';

interface Policy {
  Version: string;
  Statement: { Sid: string; Action: string[] }[];
}

const PAGE = readFileSync(join(PROJECT, 'docs/doctor.md'), 'utf8');

/** The policy that docs/doctor.md gives a reader, for this account and its key. */
function documentedPolicy(): Policy {
  const [, json = ''] = /<!-- policy: [^>]*-->\s+```json\n([^`]+)```/.exec(PAGE) ?? [];
  return JSON.parse(
    json.replaceAll('123456789012', '000000000000').replace('key/the-key-of-the-stage', 'key/*'),
  ) as Policy;
}

const reader = (name: string, policy: Policy) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: name,
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [{ PolicyName: 'doctor', PolicyDocument: policy }],
  },
});

let cloud: CloudUnderTest;
let sns: SNSClient;
/** The packaged stage dev: what the doctor compares with. */
let folder: string;
let template: Awaited<ReturnType<typeof packaged>>['template'];
let templateName: string;
let ends: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  const dev = await packaged('dev');
  ({ template } = dev);
  folder = dirname(dev.file);
  templateName = basename(dev.file);
  const deployed = await copyWith({
    DoctorReader: reader('doctor-reader', documentedPolicy()),
    HalfReader: reader('half-reader', {
      Version: '2012-10-17',
      Statement: documentedPolicy().Statement.filter(({ Sid }) => Sid !== 'Queues'),
    }),
  });
  cloud = await startCloud({}, undefined, { folder: deployed });
  const settings = clientSettings(cloud.url);
  sns = new SNSClient(settings);
  await listen();
}, 300_000);
afterAll(async () => {
  sns.destroy();
  await cloud.end();
  for (const end of ends) await end();
  ends = [];
});

/** The package of the stage in another folder, with more resources. */
async function copyWith(more: object, zipChanged = false): Promise<string> {
  const copy = await temporaryFolder();
  ends.push(copy.remove);
  cpSync(folder, copy.folder, { recursive: true });
  const changed = { ...template, Resources: { ...template.Resources, ...more } };
  writeFileSync(join(copy.folder, templateName), JSON.stringify(changed));
  if (zipChanged) appendFileSync(join(copy.folder, 'pollJobs.zip'), 'x');
  return copy.folder;
}

/** Runs the doctor as somebody who may only look. */
async function examined(
  packageFolder = folder,
  role = 'doctor-reader',
  ...options: string[]
): Promise<{ code: number; document: DoctorDocument; sounding: string[]; text: string }> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = process.env;
  process.env.AWS_ACCESS_KEY_ID = accessKeyOf(`arn:aws:iam::000000000000:role/${role}`);
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
  process.env.AWS_REGION = 'us-east-1';
  try {
    const args = ['doctor', '--stage', 'dev', '--package', packageFolder, ...options];
    const { code, stdout, stderr } = await runInlet(cloud.url, args);
    expect(stderr).toBe('');
    const document = (options.includes('--json') ? JSON.parse(stdout) : { findings: [] }) as DoctorDocument;
    const sounding = document.findings.filter(({ what }) => what.endsWith(' sounds'));
    // Where a minute of the clock ends meanwhile, an alarm sounds of what was broken as well.
    document.findings = document.findings.filter((finding) => !sounding.includes(finding));
    return { code, document, sounding: sounding.map(({ what }) => what), text: unbroken(stdout) };
  } finally {
    for (const [name, value] of Object.entries({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION }))
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  }
}

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:inlet-dev-alarms';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:inlet-dev-arrivals';
const EARS = 'arn:aws:sqs:us-east-1:000000000000:ears';
let subscription: string | undefined;

/** Somebody hears the alarms. */
async function listen(): Promise<void> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: EARS,
      },
    ],
  });
  await cloud.sqs.send(new CreateQueueCommand({ QueueName: 'ears', Attributes: { Policy } }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'sqs', Endpoint: EARS }),
  );
  subscription = SubscriptionArn;
}

const queueUrl = async (name: string): Promise<string> =>
  (await cloud.sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? '';
const inbox = (): string => cloud.names.inboxBucket;
const pollRule = { Name: 'inlet-dev-poll-jobs' };

/** Each thing that breaks by a call, how it is mended, and what the doctor says of it. */
const BROKEN: readonly {
  check: string;
  what: RegExp;
  next: RegExp;
  breaks: () => Promise<unknown>;
  /** What mends it; the printed command itself unless said, by the SDK: retained-on-moto.long.test.ts pastes others into the CLI. */
  mends?: () => Promise<unknown>;
}[] = [
  {
    check: 'bucket-notifications',
    what: /inbox.* does not send its events to EventBridge/,
    next: /^aws s3api put-bucket-notification-configuration --bucket inlet-dev-inbox/,
    breaks: () =>
      cloud.s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket: inbox(), NotificationConfiguration: {} }),
      ),
    mends: () =>
      cloud.s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: inbox(),
          NotificationConfiguration: { EventBridgeConfiguration: {} },
        }),
      ),
  },
  {
    check: 'rules',
    what: /the rule inlet-dev-poll-jobs is disabled/,
    next: /^aws events enable-rule --name inlet-dev-poll-jobs --event-bus-name default$/,
    breaks: () => cloud.eventBridge.send(new DisableRuleCommand(pollRule)),
  },
  {
    check: 'event-sources',
    what: /inlet-dev-record-arrivals does not read inlet-dev-arrivals: its event source mapping is disabled/,
    next: /^aws lambda update-event-source-mapping --uuid \S+ --enabled$/,
    breaks: unread,
  },
  {
    check: 'dead-letters',
    what: /inlet-dev-summaries-dead-letters holds 1 dead letter\b/,
    next: /^aws sqs start-message-move-task --source-arn \S+summaries-dead-letters/,
    breaks: async () =>
      cloud.sqs.send(
        new SendMessageCommand({
          QueueUrl: await queueUrl('inlet-dev-summaries-dead-letters'),
          MessageBody: 'x',
        }),
      ),
    mends: async () =>
      cloud.sqs.send(new PurgeQueueCommand({ QueueUrl: await queueUrl('inlet-dev-summaries-dead-letters') })),
  },
  {
    check: 'alarms',
    what: /nobody has subscribed to inlet-dev-alarms/,
    next: /^aws sns subscribe --topic-arn arn:aws:sns:us-east-1:000000000000:inlet-dev-alarms/,
    breaks: () => sns.send(new UnsubscribeCommand({ SubscriptionArn: subscription })),
    mends: listen,
  },
  {
    check: 'retained',
    what: /the bucket inlet-dev-inbox-\S+ keeps no versions \(Suspended\)/,
    next: /^aws s3api put-bucket-versioning --bucket inlet-dev-inbox-\S+ --versioning-configuration Status=Enabled$/,
    breaks: () => versioning('Suspended'),
    mends: () => versioning('Enabled'),
  },
  {
    check: 'quotas',
    what: /2[5-9] import jobs wait in the data store/,
    next: /maxOpenJobsPerDataStore/,
    breaks: async () => {
      cloud.healthLakeSettings({ submittedMs: 60_000 });
      const datastoreId = (await cloud.state()).datastores[0]?.datastoreId;
      for (let at = 0; at < 25; at += 1)
        await cloud.healthLake.send(
          new StartFHIRImportJobCommand({
            DatastoreId: datastoreId,
            InputDataConfig: { S3Uri: `s3://${inbox()}/nothing/` },
            JobOutputDataConfig: {
              S3Configuration: {
                S3Uri: `s3://${cloud.names.resultsBucket}/x/`,
                KmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555',
              },
            },
            DataAccessRoleArn: 'arn:aws:iam::000000000000:role/somebody',
          }),
        );
    },
    mends: async () => {
      cloud.healthLakeSettings({ submittedMs: 1 });
      await cloud.advanceClock(61);
      await cloud.idle();
    },
  },
];

type Tree = Record<string, unknown>;

/** A rule of the template with one more target. */
function withTarget(rule: unknown): object {
  const copy = structuredClone(rule) as { Properties: { Targets: object[] } };
  copy.Properties.Targets.push({ Id: 'one-more', Arn: QUEUE });
  return copy;
}

const versioning = (Status: 'Enabled' | 'Suspended'): Promise<unknown> =>
  cloud.s3.send(new PutBucketVersioningCommand({ Bucket: inbox(), VersioningConfiguration: { Status } }));

/** The queue of arrivals is read by no function. */
async function unread(): Promise<unknown> {
  const { EventSourceMappings = [] } = await cloud.lambda.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: QUEUE }),
  );
  return cloud.lambda.send(
    new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, Enabled: false }),
  );
}

/** Does what is printed as what to do next. */
const paste = ({ findings }: DoctorDocument): Promise<void> =>
  runLines(
    findings.map(({ next: command }) => command),
    {},
    { url: cloud.url, now: () => cloud.now(), cli: undefined, folder },
  );

describe('inlet doctor --stage dev, by somebody who may only look', () => {
  test('finds nothing wrong with a stage that was just deployed, and needs the documented permissions alone', async () => {
    const { code, document } = await examined(folder, 'doctor-reader', '--json');
    expect(document).toMatchObject({ findings: [], unknown: [], checked: CHECKS.map(({ name }) => name) });
    expect(code).toBe(0);
    expect((await examined()).text).toContain('stage dev: nothing wrong in 15 checks');
  });

  test.each(BROKEN.map((broken) => [broken.check, broken] as const))(
    'finds %s and nothing else, and nothing any more once it is mended',
    async (check, { what, next, breaks, mends }) => {
      await breaks();
      const { code, document } = await examined(folder, 'doctor-reader', '--json');
      await (mends?.() ?? paste(document));
      expect(document.findings).toEqual([
        { check, what: expect.stringMatching(what), next: expect.stringMatching(next) },
      ]);
      expect([code, document.unknown]).toEqual([1, []]);
      expect((await examined(folder, 'doctor-reader', '--json')).document.findings).toEqual([]);
    },
  );

  test('finds an alarm that sounds', async () => {
    const QueueUrl = await queueUrl('inlet-dev-exports-dead-letters');
    await cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    await cloud.advanceClock(120);
    const { sounding } = await examined(folder, 'doctor-reader', '--json');
    await cloud.sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(sounding).toContain('the alarm inlet-dev-exports-dead-letters sounds');
  });

  test('finds what a package has and the stage has not: code, a permission, a schedule, a queue, a target', async () => {
    const role = template.Resources.PollJobsRole as unknown as {
      Type: string;
      Properties: { Policies: { PolicyName: string; PolicyDocument: Policy }[] };
    };
    const PollJobsRole = structuredClone(role);
    PollJobsRole.Properties.Policies[0]?.PolicyDocument.Statement.push({
      Effect: 'Allow',
      Action: 'healthlake:DeleteFHIRDatastore',
      Resource: '*',
    } as never);
    const package_ = await copyWith(
      {
        PollJobsRole,
        PollJobsEventsRuleSchedule1: withTarget(template.Resources.PollJobsEventsRuleSchedule1),
        NewQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inlet-dev-new' } },
        NewSchedule: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            Name: 'inlet-dev-new',
            ScheduleExpression: 'rate(1 day)',
            FlexibleTimeWindow: { Mode: 'OFF' },
            Target: { Arn: QUEUE, RoleArn: 'arn:aws:iam::000000000000:role/somebody', Input: '{}' },
          },
        },
      },
      true,
    );
    const { document } = await examined(package_, 'doctor-reader', '--json');
    expect(document.findings.map(({ check, what }) => `${check}: ${what}`)).toEqual([
      'rules: the rule inlet-dev-poll-jobs has lost its target one-more',
      'schedules: the schedule inlet-dev-new is gone',
      'dead-letters: the queue inlet-dev-new is gone',
      'functions: the function inlet-dev-poll-jobs is not as the package has it: code',
      expect.stringMatching(/^roles: the role \S+ may no longer do healthlake:DeleteFHIRDatastore$/),
    ]);
  });

  test('finds what somebody has changed of rules, queues and functions behind the stack’s back', async () => {
    /** A resource of the template with other values, by their paths: to the doctor the deployed one is what was changed. */
    const withOther = (logicalId: string, values: Record<string, unknown>): object => {
      const copy = structuredClone(template.Resources[logicalId]) as unknown as Tree;
      for (const [path, value] of Object.entries(values)) {
        const names = ['Properties', ...path.split('.')];
        const last = names.pop() ?? '';
        const parent = names.reduce((tree, name) => tree[name] as Tree, copy);
        parent[last] = value;
      }
      return { [logicalId]: copy };
    };
    const package_ = await copyWith({
      ...withOther('ArrivalsRule', { 'EventPattern.detail-type': ['Object Restore Completed'] }),
      ...withOther('PollJobsEventsRuleSchedule1', { ScheduleExpression: 'rate(2 minutes)' }),
      ...withOther('ArrivalsQueuePolicy', { 'PolicyDocument.Statement.0.Condition': {} }),
      ...withOther('SummariesQueue', {
        'RedrivePolicy.deadLetterTargetArn': QUEUE,
        VisibilityTimeout: 7_200,
      }),
      ...withOther('RunExportsLambdaFunction', { 'Environment.Variables.MADE_UP': 'x' }),
      ...withOther('StartImportsLambdaPermissionEventsRuleSchedule1', {
        SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/another',
      }),
    });
    const { document } = await examined(package_, 'doctor-reader', '--json');
    const found = document.findings.map(({ check, what, next }) => [`${check}: ${what}`, next]);
    const call = (operation: string) =>
      expect.stringMatching(
        `^\`npx sls deploy .*where that finds nothing to change: \`aws ${operation} --cli-input-json`,
      );
    expect(found).toEqual([
      [
        'rules: the rule inlet-dev-poll-jobs runs at rate(1 minute), not rate(2 minutes)',
        call('events put-rule'),
      ],
      [
        'rules: the rule inlet-dev-arrivals asks for other events than the package’s',
        call('events put-rule'),
      ],
      [
        'queue-settings: the queue inlet-dev-arrivals has lost the statement TheRuleDeliversHere of its policy',
        call('sqs set-queue-attributes'),
      ],
      [
        expect.stringMatching(
          /^queue-settings: the queue inlet-dev-summaries gives nothing up: what fails is tried for ever, and hands a message out again after \d+ s, not 7200$/,
        ),
        call('sqs set-queue-attributes'),
      ],
      [
        'functions: the function inlet-dev-run-exports is not as the package has it: environment (MADE_UP)',
        call('lambda update-function-configuration'),
      ],
      [
        'invocations: the function inlet-dev-start-imports may no longer be called by events.amazonaws.com for another',
        call('lambda add-permission'),
      ],
    ]);
  });

  test('needs each of the documented permissions, but for what the local cloud has not', () => {
    const unused = cloud.grants
      .unused()
      .filter(({ roleArn }) => roleArn.endsWith('/doctor-reader'))
      .map(({ action }) => action);
    // Stage dev has no identity provider.
    expect(unused.sort()).toEqual([
      'dynamodb:DescribeContinuousBackups',
      'kms:GetKeyRotationStatus',
      'lambda:GetFunctionConcurrency',
      'logs:FilterLogEvents',
      's3:GetBucketPublicAccessBlock',
      's3:GetEncryptionConfiguration',
    ]);
  });

  test('says what it could not look at, and exits with 2', async () => {
    const { code, document, sounding } = await examined(folder, 'half-reader', '--json');
    const why = expect.stringMatching(/AccessDenied/);
    expect(document.unknown).toEqual([
      { check: 'queue-settings', why },
      { check: 'dead-letters', why },
    ]);
    expect(document.findings).toEqual([]);
    expect(code).toBe(sounding.length === 0 ? 2 : 1);
    expect(exitCodeOf({ ...document, findings: [] })).toBe(2);
    expect((await examined(folder, 'half-reader')).text).toContain('2 checks could not be done');
  });
});

describe('inlet doctor --stage local', () => {
  let local: CloudUnderTest;
  beforeAll(async () => {
    local = await startCloud();
  });
  afterAll(() => local.end());
  const found = async (): Promise<DoctorDocument> =>
    JSON.parse((await runInlet(local.url, ['doctor', '--json'])).stdout) as DoctorDocument;

  test('finds nothing wrong with the local cloud, whose alarms nobody has to hear', async () => {
    expect(await found()).toMatchObject({ stage: 'local', findings: [], unknown: [] });
  });

  test('finds first answers of the identity provider that took longer than a second', async () => {
    const cloudLogs = new CloudWatchLogsClient(clientSettings(local.url));
    const logGroupName = '/aws/lambda/inlet-local-identity-provider';
    const logStreamName = 'a-start';
    await cloudLogs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const message = (duration: number, init: number): string =>
      `REPORT RequestId: x\tDuration: ${duration} ms\tBilled Duration: 1 ms\tMemory Size: 1024 MB\tInit Duration: ${init} ms\t`;
    // That of the day before is nothing to do something about. A call takes events of one day.
    for (const logEvents of [
      [{ timestamp: local.now() - 30 * 3600_000, message: message(12.5, 2100) }],
      [message(12.5, 210), message(400.2, 903.1)].map((text) => ({ timestamp: local.now(), message: text })),
    ])
      await cloudLogs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    const { findings } = await found();
    cloudLogs.destroy();
    expect(findings).toEqual([
      {
        check: 'cold-start',
        what: expect.stringMatching(/^1 of 2 first answers .* took longer than a second, up to 1303 ms/),
        next: expect.stringContaining('more than 1024 MB'),
      },
    ]);
  });
});

test('docs/doctor.md lists each check as the command has it', () => {
  const rows = [...PAGE.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|$/gm)].map(([, name, finds]) => ({
    name,
    finds,
  }));
  expect(rows).toEqual(CHECKS.map(({ name, finds }) => ({ name, finds })));
});
