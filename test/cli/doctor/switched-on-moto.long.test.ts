import { readFileSync } from 'node:fs';
import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  PutRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alarms } from '../../../cli/doctor/checks/alarms.ts';
import { queues } from '../../../cli/doctor/checks/queues.ts';
import { queueSettings } from '../../../cli/doctor/checks/queue-settings.ts';
import { roles } from '../../../cli/doctor/checks/roles.ts';
import { eventSources, rules, schedules } from '../../../cli/doctor/checks/rules.ts';
import type { Check, Finding, Patient } from '../../../cli/doctor/finding.ts';
import { propertiesOf } from '../../../cli/doctor/finding.ts';
import { HARDENED } from '../../template/packaged.ts';
import type { StageOnMoto } from './stage-on-moto.ts';
import { canTry, stageOnMoto } from './stage-on-moto.ts';

const isTried = canTry('rules, schedules and roles that a deployment leaves as they are');
const tried = isTried ? test : test.skip;

let moto: StageOnMoto;
beforeAll(async () => {
  if (!isTried) return;
  moto = await stageOnMoto(HARDENED, 'dev');
  const { stack } = moto.patient;
  for (const { busName } of stack.rules)
    if (busName !== 'default')
      await moto.clients.rules.send(new CreateEventBusCommand({ Name: busName })).catch(() => undefined);
  for (const { name: RoleName } of stack.roles)
    await moto.clients.roles.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: '{}' }));
}, 300_000);
afterAll(async () => {
  if (isTried) await moto.end();
});

/** Pastes what is printed of each finding, and looks again. */
async function mended(check: Check, findings: readonly Finding[]): Promise<Finding[]> {
  for (const finding of findings) await moto.paste(finding);
  return check.look(moto.patient);
}

describe('what a deployment of the same template leaves as it is, on moto', () => {
  tried(
    'rules that are gone are made by what is printed, and one that lost its target gets it again',
    async () => {
      const gone = await rules.look(moto.patient);
      expect(gone.length).toBe(moto.patient.stack.rules.filter(({ enabled }) => enabled).length);
      expect(await mended(rules, gone)).toEqual([]);
      const [rule] = moto.patient.stack.rules;
      const of = { Rule: rule?.name, EventBusName: rule?.busName };
      const Ids = rule?.targets.map(({ id }) => id);
      await moto.clients.rules.send(new RemoveTargetsCommand({ ...of, Ids }));
      const lost = await rules.look(moto.patient);
      expect(lost.map(({ what }) => what)).toEqual([expect.stringContaining('has lost its target')]);
      expect(await mended(rules, lost)).toEqual([]);
      await moto.clients.rules.send(new RemoveTargetsCommand({ ...of, Ids }));
      await moto.clients.rules.send(new DeleteRuleCommand({ Name: rule?.name, EventBusName: rule?.busName }));
      expect(await mended(rules, await rules.look(moto.patient))).toEqual([]);
    },
  );

  tried('a rule that asks for something else, or runs at another time, is as it was', async () => {
    const { stack } = moto.patient;
    const byPattern = stack.rules.find(({ eventPattern }) => eventPattern !== undefined);
    const byTime = stack.rules.find(({ scheduleExpression }) => scheduleExpression !== undefined);
    const change = (rule: typeof byTime, other: object) =>
      moto.clients.rules.send(
        new PutRuleCommand({ Name: rule?.name, EventBusName: rule?.busName, ...other }),
      );
    await change(byPattern, { EventPattern: '{"source":["somebody"]}' });
    await change(byTime, { ScheduleExpression: 'rate(7 days)' });
    const found = await rules.look(moto.patient);
    expect(found.map(({ what }) => what).sort()).toEqual([
      expect.stringMatching(/ asks for other events than the package’s$/),
      expect.stringMatching(/ runs at rate\(7 days\), not /),
    ]);
    expect(await mended(rules, found)).toEqual([]);
  });

  tried('queues get their policy, their dead letters and their time again', async () => {
    for (const { name: QueueName } of moto.patient.stack.queues)
      await moto.clients.queues.send(new CreateQueueCommand({ QueueName }));
    const bare = await queueSettings.look(moto.patient);
    const said = bare.map(({ what }) => what).join('\n');
    expect(said).toContain(
      'the queue inlet-dev-arrivals has lost the statement TheRuleDeliversHere of its policy',
    );
    expect(said).toContain('gives nothing up: what fails is tried for ever');
    expect(said).toMatch(/hands a message out again after 30 s, not \d+/);
    expect(await mended(queueSettings, bare)).toEqual([]);
  });

  tried('queues that are gone are made again with all that the template gives them', async () => {
    const [{ name: QueueName } = { name: '' }] = moto.patient.stack.queues;
    const { QueueUrl } = await moto.clients.queues.send(new GetQueueUrlCommand({ QueueName }));
    await moto.clients.queues.send(new DeleteQueueCommand({ QueueUrl }));
    const gone = await queues.look(moto.patient);
    expect(gone.map(({ what }) => what)).toEqual([`the queue ${QueueName} is gone`]);
    expect(await mended(queues, gone)).toEqual([]);
    expect(await queueSettings.look(moto.patient)).toEqual([]);
  });

  tried('alarms and their topic are made again, and then somebody has to subscribe', async () => {
    const gone = await alarms.look(moto.patient);
    expect(gone.length).toBeGreaterThan(10);
    expect(gone.every(({ what }) => what.endsWith(' is gone'))).toBe(true);
    const left = await mended(alarms, gone);
    expect(left.map(({ what }) => what)).toEqual([
      'nobody has subscribed to inlet-dev-alarms: alarms reach nobody',
    ]);
    expect(await mended(alarms, left)).toEqual([]);
  });

  tried('an event source mapping that is gone is made again', async () => {
    const [mapping] = moto.patient.stack.eventSourceMappings;
    await mended(queues, await queues.look(moto.patient));
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    };
    const { Role } = await moto.clients.roles.send(
      new CreateRoleCommand({
        RoleName: 'runs-functions',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    const patient = { ...moto.patient, stack: { ...moto.patient.stack, eventSourceMappings: [mapping] } };
    await moto.clients.functions.send(
      new CreateFunctionCommand({
        ...{ FunctionName: mapping?.functionName, Role: Role?.Arn, Runtime: 'nodejs22.x', Handler: 'a.b' },
        Code: { ZipFile: readFileSync(moto.patient.stack.functions[0]?.artifact ?? '') },
      }),
    );
    const gone = await eventSources.look(patient as Patient);
    expect(gone.map(({ what }) => what)).toEqual([
      expect.stringContaining('its event source mapping is gone'),
    ]);
    for (const finding of gone) await moto.paste(finding);
    // Moto compares the name of a function with its ARN, so it is asked for the queue alone.
    const { EventSourceMappings } = await moto.clients.functions.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: mapping?.eventSourceArn }),
    );
    expect(EventSourceMappings).toMatchObject([{ BatchSize: mapping?.batchSize, State: 'Enabled' }]);
  });

  tried('a role that is gone is made again, with its policies', async () => {
    const PollJobs = moto.patient.stack.roles.find(({ logicalId }) => logicalId === 'PollJobsRole');
    const RoleName = PollJobs?.name;
    const { PolicyNames = [] } = await moto.clients.roles.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames)
      await moto.clients.roles.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await moto.clients.roles.send(new DeleteRoleCommand({ RoleName }));
    const gone = (await roles.look(moto.patient)).filter(({ what }) => what.endsWith(' is gone'));
    expect(gone.map(({ what }) => what)).toEqual([`the role ${RoleName} is gone`]);
    for (const finding of gone) await moto.paste(finding);
    const after = (await roles.look(moto.patient)).map(({ what }) => what);
    expect(after.filter((what) => what.includes(String(RoleName)))).toEqual([]);
  });

  tried('a role that lost a permission gets the template’s policy again', async () => {
    const bare = await roles.look(moto.patient);
    expect(bare.length).toBeGreaterThan(5);
    const still = await mended(roles, bare);
    expect(still).toEqual([]);
    const role = moto.patient.stack.roles.find(({ logicalId }) => logicalId === 'PollJobsRole');
    const [policy] = propertiesOf(moto.patient, 'PollJobsRole').Policies as { PolicyName: string }[];
    const Statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await moto.clients.roles.send(
      new PutRolePolicyCommand({ RoleName: role?.name, PolicyName: policy?.PolicyName, PolicyDocument }),
    );
    const lost = await roles.look(moto.patient);
    expect(lost.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^the role \S+-poll-jobs-\S+ may no longer do .*healthlake:/),
    ]);
    expect(await mended(roles, lost)).toEqual([]);
  });

  tried('schedules that are gone are made again, and one that is disabled is enabled', async () => {
    const properties = {
      Name: 'inlet-dev-nightly',
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: 'arn:aws:sqs:us-east-1:123456789012:inlet-dev-actions',
        RoleArn: 'arn:aws:iam::123456789012:role/somebody',
        Input: '{"it\'s":1}',
      },
    } as const;
    // The packaged stages have no schedule of actions.
    const { resources } = moto.patient.stack;
    const made = { logicalId: 'Nightly', type: 'AWS::Scheduler::Schedule', physicalId: properties.Name };
    const schedule = {
      ...{ logicalId: 'Nightly', name: properties.Name, enabled: true },
      expression: properties.ScheduleExpression,
    };
    const stack = { ...moto.patient.stack, resources: [...resources, { ...made, properties }] };
    const patient = { ...moto.patient, stack: { ...stack, schedules: [schedule] } } as unknown as Patient;
    const look = async () => schedules.look(patient);

    const gone = await look();
    expect(gone.map(({ what }) => what)).toEqual(['the schedule inlet-dev-nightly is gone']);
    for (const finding of gone) await moto.paste(finding);
    expect(await look()).toEqual([]);
    await moto.clients.schedules.send(new UpdateScheduleCommand({ ...properties, State: 'DISABLED' }));
    const disabled = await look();
    expect(disabled.map(({ what }) => what)).toEqual(['the schedule inlet-dev-nightly is disabled']);
    for (const finding of disabled) await moto.paste(finding);
    expect(await look()).toEqual([]);
    await moto.clients.schedules.send(
      new UpdateScheduleCommand({ ...properties, ScheduleExpression: 'rate(30 days)' }),
    );
    const late = await look();
    expect(late.map(({ what }) => what)).toEqual([
      'the schedule inlet-dev-nightly runs at rate(30 days), not rate(1 day)',
    ]);
    for (const finding of late) await moto.paste(finding);
    expect(await look()).toEqual([]);
  });
});
