import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { attributesOf } from '../attributes.ts';
import type { Check, Finding, Patient } from '../finding.ts';
import { deployOrCall, ofEach, unless } from '../finding.ts';

export const alarms: Check = {
  name: 'alarms',
  finds: 'alarms that sound, are gone or tell nobody; a topic of alarms that nobody has subscribed to',
  look: async (patient) => {
    const { stage, stack, clients } = patient;
    const names = stack.resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
    const found = new Map<string, { state: string; isSilent: boolean; reads: string }>();
    for (let NextToken: string | undefined; ;) {
      const page = await clients.alarms.send(
        new DescribeAlarmsCommand({ AlarmNamePrefix: `inlet-${stage.stage}-`, NextToken }),
      );
      for (const alarm of page.MetricAlarms ?? [])
        found.set(alarm.AlarmName ?? '', {
          state: alarm.StateValue ?? '',
          isSilent: alarm.ActionsEnabled === false,
          reads: alarm.AlarmDescription ?? '',
        });
      NextToken = page.NextToken;
      if (NextToken === undefined) break;
    }
    const ofAlarms = names.flatMap(({ physicalId: name, properties }): Finding[] => {
      const alarm = found.get(name);
      if (alarm === undefined) {
        const next = deployOrCall(stage.stage, ['cloudwatch put-metric-alarm', properties]);
        return [{ what: `the alarm ${name} is gone`, next }];
      }
      return [
        ...(alarm.state === 'ALARM'
          ? // Its description ends with the address of its runbook.
            [{ what: `the alarm ${name} sounds`, next: alarm.reads }]
          : []),
        ...(alarm.isSilent
          ? [
              {
                what: `the actions of the alarm ${name} are disabled`,
                next: `aws cloudwatch enable-alarm-actions --alarm-names ${name}`,
              },
            ]
          : []),
      ];
    });
    return [...ofAlarms, ...(await unheard(patient))];
  },
};

/** Topics that nobody hears. The local cloud tells of its alarms itself, so nobody has to subscribe there. */
const unheard = (patient: Patient): Promise<Finding[]> => {
  const { stage, stack, clients } = patient;
  return ofEach(
    stage.stage === 'local' ? [] : stack.topics,
    async ({ arn, logicalId }): Promise<Finding[]> => {
      const next = `aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint you@example.org`;
      const name = arn.split(':').at(-1) ?? '';
      const found = await unless(
        clients.topics.send(new ListSubscriptionsByTopicCommand({ TopicArn: arn })),
        ['NotFoundException', 'NotFound'],
        undefined,
      );
      if (found === undefined) {
        const call = { Name: name, Attributes: attributesOf(patient, logicalId, arn) };
        const made = deployOrCall(stage.stage, ['sns create-topic', call]);
        return [{ what: `the topic ${name} is gone`, next: made }];
      }
      const subscriptions = found.Subscriptions ?? [];
      if (subscriptions.length === 0)
        return [{ what: `nobody has subscribed to ${name}: alarms reach nobody`, next }];
      return subscriptions.every(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation')
        ? [
            {
              what: `no subscription of ${name} is confirmed: alarms reach nobody`,
              next: `open the mail that asks for it, or once more: \`${next}\``,
            },
          ]
        : [];
    },
  );
};
