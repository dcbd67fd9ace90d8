import type { Authorize, JsonObject } from '../ground/index.ts';
import { arnOf } from '../ground/index.ts';
import type { StackResource } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { textListMember, textMember } from '../http/index.ts';

/** What of an alarm is told as the template has it. */
const TOLD = [
  'AlarmDescription',
  'Namespace',
  'MetricName',
  'Dimensions',
  'Statistic',
  'ExtendedStatistic',
  'Unit',
  'ComparisonOperator',
  'TreatMissingData',
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
  'Metrics',
];
const AMOUNTS = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'];

/** Nobody watches here: an alarm is as it is when it has just been made. */
const STATE = {
  StateValue: 'INSUFFICIENT_DATA',
  StateReason:
    'Unchecked: the local cloud shows alarms and does not watch them; their metrics can be asked for',
};

/** DescribeAlarms: the alarms of the template. Answers come in one page. */
export function alarmActions(
  resources: readonly StackResource[],
  authorize: Authorize,
  createdMs: number,
): Record<string, AwsJsonAction> {
  const alarms = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  const describe = ({ physicalId, properties }: StackResource): JsonObject => ({
    AlarmName: physicalId,
    AlarmArn: arnOf('cloudwatch', `alarm:${physicalId}`),
    ActionsEnabled: properties.ActionsEnabled !== false,
    ...STATE,
    StateUpdatedTimestamp: new Date(createdMs),
    ...Object.fromEntries(
      TOLD.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
    ),
    ...Object.fromEntries(
      AMOUNTS.flatMap((name) => (properties[name] === undefined ? [] : [[name, Number(properties[name])]])),
    ),
  });
  return {
    DescribeAlarms(input, { caller }) {
      authorize(caller, 'cloudwatch:DescribeAlarms', arnOf('cloudwatch', 'alarm:*'));
      const names = textListMember(input, 'AlarmNames');
      const prefix = textMember(input, 'AlarmNamePrefix') ?? '';
      const state = textMember(input, 'StateValue') ?? STATE.StateValue;
      const action = textMember(input, 'ActionPrefix') ?? '';
      return {
        MetricAlarms: alarms
          .filter(({ physicalId }) => names?.includes(physicalId) ?? physicalId.startsWith(prefix))
          .filter(({ properties }) =>
            action === ''
              ? true
              : [properties.AlarmActions]
                  .flat()
                  .some((arn) => typeof arn === 'string' && arn.startsWith(action)),
          )
          .filter(() => state === STATE.StateValue)
          .map(describe),
        CompositeAlarms: [],
      };
    },
  };
}
