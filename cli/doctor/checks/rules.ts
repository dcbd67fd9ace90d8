import { isDeepStrictEqual } from 'node:util';
import { DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import type { Check, Finding } from '../finding.ts';
import { deployOrCall, ofEach, propertiesOf, unless } from '../finding.ts';

export const rules: Check = {
  name: 'rules',
  finds:
    'rules and schedules of EventBridge that are disabled or gone, that ask for something else or at another time, or have lost a target',
  look: (patient) => {
    const { stage, stack, clients } = patient;
    return ofEach(
      stack.rules.filter(({ enabled }) => enabled),
      async ({ name, busName, targets, logicalId }): Promise<Finding[]> => {
        const of = { EventBusName: busName };
        const { Targets: wanted, EventPattern, ...settings } = propertiesOf(patient, logicalId);
        const putTargets = ['events put-targets', { Rule: name, ...of, Targets: wanted }] as const;
        const found = await unless(
          clients.rules.send(new DescribeRuleCommand({ Name: name, ...of })),
          ['ResourceNotFoundException'],
          undefined,
        );
        const pattern = EventPattern !== undefined && { EventPattern: JSON.stringify(EventPattern) };
        const putRule = ['events put-rule', { ...settings, Name: name, ...of, ...pattern }] as const;
        if (found === undefined) {
          const next = deployOrCall(stage.stage, putRule, putTargets);
          return [{ what: `the rule ${name} is gone`, next }];
        }
        if (found.State === 'DISABLED')
          return [
            {
              what: `the rule ${name} is disabled`,
              next: `aws events enable-rule --name ${name} --event-bus-name ${busName}`,
            },
          ];
        const asksFor =
          found.EventPattern === undefined ? undefined : (JSON.parse(found.EventPattern) as unknown);
        if (!isDeepStrictEqual(asksFor, EventPattern))
          return [
            {
              what: `the rule ${name} asks for other events than the package’s`,
              next: deployOrCall(stage.stage, putRule),
            },
          ];
        if (found.ScheduleExpression !== settings.ScheduleExpression)
          return [
            {
              what: `the rule ${name} runs at ${found.ScheduleExpression}, not ${String(settings.ScheduleExpression)}`,
              next: deployOrCall(stage.stage, putRule),
            },
          ];
        const { Targets = [] } = await clients.rules.send(
          new ListTargetsByRuleCommand({ Rule: name, ...of }),
        );
        const missing = targets.filter(({ arn }) => !Targets.some(({ Arn }) => Arn === arn));
        return missing.map(({ id }) => ({
          what: `the rule ${name} has lost its target ${id}`,
          next: deployOrCall(stage.stage, putTargets),
        }));
      },
    );
  },
};

export const schedules: Check = {
  name: 'schedules',
  finds: 'schedules of EventBridge Scheduler that are disabled or gone, or run at another time',
  look: (patient) => {
    const { stage, stack, clients } = patient;
    return ofEach(
      stack.schedules.filter(({ enabled }) => enabled),
      async ({ name, logicalId, expression }): Promise<Finding[]> => {
        const wanted = { ...propertiesOf(patient, logicalId), Name: name };
        const found = await unless(
          clients.schedules.send(new GetScheduleCommand({ Name: name })),
          ['ResourceNotFoundException'],
          undefined,
        );
        const call = `scheduler ${found === undefined ? 'create' : 'update'}-schedule`;
        const next = deployOrCall(stage.stage, [call, wanted]);
        if (found === undefined) return [{ what: `the schedule ${name} is gone`, next }];
        if (found.State === 'DISABLED') return [{ what: `the schedule ${name} is disabled`, next }];
        return found.ScheduleExpression === expression
          ? []
          : [{ what: `the schedule ${name} runs at ${found.ScheduleExpression}, not ${expression}`, next }];
      },
    );
  },
};

export const eventSources: Check = {
  name: 'event-sources',
  finds: 'queues that no function reads, for their event source mapping is disabled or gone',
  look: (patient) => {
    const { stage, stack, clients } = patient;
    return ofEach(
      stack.eventSourceMappings.filter(({ enabled }) => enabled),
      async ({ functionName, eventSourceArn, logicalId }): Promise<Finding[]> => {
        const { EventSourceMappings = [] } = await clients.functions.send(
          new ListEventSourceMappingsCommand({ EventSourceArn: eventSourceArn, FunctionName: functionName }),
        );
        const [found] = EventSourceMappings;
        const what = `${functionName} does not read ${eventSourceArn.split(':').at(-1)}`;
        if (found === undefined) {
          const call = propertiesOf(patient, logicalId);
          const next = deployOrCall(stage.stage, ['lambda create-event-source-mapping', call]);
          return [{ what: `${what}: its event source mapping is gone`, next }];
        }
        return found.State?.startsWith('Disabl') === true
          ? [
              {
                what: `${what}: its event source mapping is disabled`,
                next: `aws lambda update-event-source-mapping --uuid ${found.UUID} --enabled`,
              },
            ]
          : [];
      },
    );
  },
};
