import type { Authorize, JsonObject } from '../ground/index.ts';
import { AwsError, arnOf, constraintError, notImplemented } from '../ground/index.ts';
import type { StackResource } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { textListMember, textMember } from '../http/index.ts';
import type { AlarmState, ReadAlarm } from './alarm.ts';
import type { AlarmStatus } from './alarm-change.ts';
import type { AlarmWatch } from './alarm-watch.ts';

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

/** The state of an alarm: one that is not evaluated is as it is when it has just been made, and says why. */
export const statusOf = (read: ReadAlarm, watch: AlarmWatch, madeAt: number): AlarmStatus =>
  read.alarm
    ? watch.status(read.alarm)
    : {
        state: 'INSUFFICIENT_DATA',
        reason: `Unchecked: the local cloud does not evaluate this alarm: ${read.why}`,
        since: madeAt,
      };

/** API reference, SetAlarmState. */
const LONGEST_REASON = 1023;
const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** DescribeAlarms and SetAlarmState: the metric alarms of the template. Answers come in one page. */
export function alarmActions(
  resources: readonly StackResource[],
  read: readonly ReadAlarm[],
  watch: AlarmWatch,
  authorize: Authorize,
  madeAt: number,
): Record<string, AwsJsonAction> {
  const byName = new Map(read.map((alarm) => [alarm.name, alarm]));
  const describe = ({ physicalId, properties }: StackResource): JsonObject => {
    const alarm = byName.get(physicalId);
    const { state, reason, since } = alarm ? statusOf(alarm, watch, madeAt) : UNKNOWN;
    return {
      AlarmName: physicalId,
      AlarmArn: arnOf('cloudwatch', `alarm:${physicalId}`),
      AlarmConfigurationUpdatedTimestamp: new Date(madeAt),
      ActionsEnabled: properties.ActionsEnabled !== false,
      StateValue: state,
      StateReason: reason,
      StateUpdatedTimestamp: new Date(since),
      ...Object.fromEntries(
        TOLD.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
      ),
      ...Object.fromEntries(
        AMOUNTS.flatMap((name) => (properties[name] === undefined ? [] : [[name, Number(properties[name])]])),
      ),
    };
  };
  const alarms = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  return {
    DescribeAlarms(input, { caller }) {
      authorize(caller, 'cloudwatch:DescribeAlarms', arnOf('cloudwatch', 'alarm:*'));
      const names = textListMember(input, 'AlarmNames');
      const prefix = textMember(input, 'AlarmNamePrefix') ?? '';
      const state = textMember(input, 'StateValue');
      const action = textMember(input, 'ActionPrefix') ?? '';
      watch.look();
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
          .map(describe)
          .filter(({ StateValue }) => state === undefined || StateValue === state),
        CompositeAlarms: [],
      };
    },
    SetAlarmState(input, { caller }) {
      const name = textMember(input, 'AlarmName') ?? '';
      authorize(caller, 'cloudwatch:SetAlarmState', arnOf('cloudwatch', `alarm:${name}`));
      const state = STATES.find((known) => known === textMember(input, 'StateValue'));
      if (!state)
        throw constraintError(
          'stateValue',
          input.StateValue,
          `satisfy enum value set: [${STATES.join(', ')}]`,
        );
      const reason = textMember(input, 'StateReason') ?? '';
      if (reason.length > LONGEST_REASON)
        throw constraintError('stateReason', reason, `have length less than or equal to ${LONGEST_REASON}`);
      const found = byName.get(name);
      if (!found) throw new AwsError('ResourceNotFound', `There is no alarm ${name}.`, 404);
      if (!found.alarm) throw notImplemented(`states of alarm ${name}, since ${found.why}`);
      watch.setState(found.alarm, state, reason);
    },
  };
}

const UNKNOWN: AlarmStatus = { state: 'INSUFFICIENT_DATA', reason: '', since: 0 };
