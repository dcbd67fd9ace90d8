import type { JsonObject } from '../../ground/index.ts';
import { AwsError, arnOf, constraintError, notImplemented } from '../../ground/index.ts';
import { textListMember, textMember } from '../../http/index.ts';
import type { BookedAlarm } from './alarm-book.ts';
import type { AlarmStatus } from './alarm-change.ts';
import { toldMembers } from './alarm-members.ts';
import type { Alarm } from './alarm.ts';
import { hasActions } from './alarm.ts';
import { recordPage } from './record-page.ts';
import { stateMember } from './state-member.ts';

/** API reference, DescribeAlarms: so many are a page unless asked. */
const USUAL_ALARMS = 50;

const METRIC = 'MetricAlarm';
const TYPES = [METRIC, 'CompositeAlarm'];

/**
 * The answer to DescribeAlarms.
 *
 * @param booked all alarms
 * @param statusOf the state of an alarm that is evaluated
 * @throws AwsError for a request that CloudWatch refuses, or of what is not here
 */
export function describeAlarms(
  input: JsonObject,
  booked: readonly BookedAlarm[],
  statusOf: (alarm: Alarm) => AlarmStatus,
): JsonObject {
  for (const name of ['ChildrenOfAlarmName', 'ParentsOfAlarmName'])
    if (input[name] !== undefined) throw notImplemented(`${name} of DescribeAlarms`);
  const isAsked = alarmsAsked(input);
  const state = input.StateValue === undefined ? undefined : stateMember(input);
  const { page, ...next } = recordPage(
    booked
      .filter(isAsked)
      .map((each) => ({ isComposite: each.isComposite, told: described(each, statusOf) }))
      .filter(({ told }) => state === undefined || told.StateValue === state),
    input,
    USUAL_ALARMS,
  );
  const toldOf = (composite: boolean): JsonObject[] =>
    page.filter(({ isComposite }) => isComposite === composite).map(({ told }) => told);
  return { MetricAlarms: toldOf(false), CompositeAlarms: toldOf(true), ...next };
}

/** Which alarms are asked for; of their types the metric alarms alone, unless said (API reference, AlarmTypes). */
function alarmsAsked(input: JsonObject): (alarm: BookedAlarm) => boolean {
  const names = textListMember(input, 'AlarmNames');
  const prefix = textMember(input, 'AlarmNamePrefix') ?? '';
  if ((names?.length ?? 0) > 0 && prefix !== '')
    throw new AwsError('ValidationError', 'AlarmNames and AlarmNamePrefix exclude each other.');
  const action = textMember(input, 'ActionPrefix') ?? '';
  const types = textListMember(input, 'AlarmTypes') ?? [METRIC];
  const unknown = types.find((type) => !TYPES.includes(type));
  if (unknown !== undefined)
    throw constraintError('alarmTypes', unknown, `satisfy enum value set: [${TYPES.join(', ')}]`);
  return ({ name, isComposite, properties }) =>
    types.includes(isComposite ? 'CompositeAlarm' : METRIC) &&
    (names?.includes(name) ?? name.startsWith(prefix)) &&
    (action === '' ||
      [properties.AlarmActions].flat().some((arn) => typeof arn === 'string' && arn.startsWith(action)));
}

/** One that is not evaluated is as it is when it has just been made, and says why. */
function described(
  { name, properties, updatedAt, isComposite, alarm, why }: BookedAlarm,
  statusOf: (alarm: Alarm) => AlarmStatus,
): JsonObject {
  const { state, reason, since } = alarm
    ? statusOf(alarm)
    : {
        state: 'INSUFFICIENT_DATA',
        reason: `Unchecked: the local cloud does not evaluate this alarm: ${why}`,
        since: updatedAt,
      };
  return {
    AlarmName: name,
    AlarmArn: arnOf('cloudwatch', `alarm:${name}`),
    AlarmConfigurationUpdatedTimestamp: new Date(updatedAt),
    ActionsEnabled: hasActions(properties),
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(since),
    ...(isComposite && { AlarmRule: properties.AlarmRule }),
    ...toldMembers(properties),
  };
}
