import type { Authorize, Caller, JsonObject } from '../../ground/index.ts';
import { AwsError, arnOf, constraintError, notImplemented } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { textListMember, textMember } from '../../http/index.ts';
import { hasActions } from './alarm.ts';
import type { AlarmBook } from './alarm-book.ts';
import type { AlarmHistory } from './alarm-history.ts';
import { configurationUpdate } from './alarm-history.ts';
import type { AlarmWatch } from './alarm-watch.ts';
import { describeAlarms } from './describe-alarms.ts';
import { tagActions } from './tag-actions.ts';
import { timeMember } from '../metric.ts';
import { stateMember } from './state-member.ts';
import { askedAlarm } from './put-alarm.ts';
import { recordPage } from './record-page.ts';

/** API reference, SetAlarmState. */
const LONGEST_REASON = 1023;

/** What alarms are made of. */
export interface AlarmParts {
  book: AlarmBook;
  watch: AlarmWatch;
  history: AlarmHistory;
  authorize: Authorize;
  now: () => number;
}

/** The actions about metric alarms: those of the template, which can be read and switched, and those that callers make. */
export function alarmActions({
  book,
  watch,
  history,
  authorize,
  now,
}: AlarmParts): Record<string, AwsJsonAction> {
  const allow = (caller: Caller, action: string, name: string): void => {
    authorize(caller, `cloudwatch:${action}`, arnOf('cloudwatch', `alarm:${name}`));
  };
  const named = (input: JsonObject): string[] => textListMember(input, 'AlarmNames') ?? [];
  const switchActions =
    (action: string, enabled: boolean): AwsJsonAction =>
    (input, { caller }) => {
      for (const name of named(input)) allow(caller, action, name);
      for (const name of named(input)) {
        const found = book.find(name);
        if (!found || hasActions(found.properties) === enabled) continue;
        book.switchActions(found, enabled, now());
        watch.reread();
        history.add(configurationUpdate(name, 'updated', now()));
      }
    };
  return {
    ...tagActions(book, authorize),
    DescribeAlarms(input, { caller }) {
      authorize(caller, 'cloudwatch:DescribeAlarms', arnOf('cloudwatch', 'alarm:*'));
      watch.look();
      return describeAlarms(input, book.list(), (alarm) => watch.status(alarm));
    },
    DescribeAlarmHistory(input, { caller }) {
      const name = textMember(input, 'AlarmName');
      allow(caller, 'DescribeAlarmHistory', name ?? '*');
      const type = textMember(input, 'HistoryItemType');
      const [from = -Infinity, to = Infinity] = [
        timeMember(input, 'StartDate'),
        timeMember(input, 'EndDate'),
      ];
      watch.look();
      const found = history
        .list(name)
        .filter((item) => (type ?? item.type) === item.type && item.time >= from && item.time <= to);
      if (textMember(input, 'ScanBy') === 'TimestampAscending') found.reverse();
      const { page, ...next } = recordPage(found, input);
      return {
        AlarmHistoryItems: page.map(({ alarmName, time, type: HistoryItemType, summary, data }) => ({
          AlarmName: alarmName,
          AlarmType: 'MetricAlarm',
          Timestamp: new Date(time),
          HistoryItemType,
          HistorySummary: summary,
          HistoryData: data,
        })),
        ...next,
      };
    },
    PutMetricAlarm(input, { caller }) {
      const asked = askedAlarm(input);
      const { name } = asked;
      allow(caller, 'PutMetricAlarm', name);
      if (Object.keys(asked.tags).length > 0) allow(caller, 'TagResource', name);
      const before = book.find(name);
      // An alarm that is there keeps its tags, whatever is asked (API reference, PutMetricAlarm, Tags).
      const { alarm } = book.put({ ...asked, tags: before?.tags ?? asked.tags, updatedAt: now() });
      if (alarm) watch.put(alarm);
      history.add(configurationUpdate(name, before ? 'updated' : 'created', now()));
    },
    DeleteAlarms(input, { caller }) {
      for (const name of named(input)) allow(caller, 'DeleteAlarms', name);
      for (const name of named(input)) book.refuseTemplates(name);
      // Those that are there are deleted, whatever others are named (API reference, DeleteAlarms).
      for (const name of named(input).filter((each) => book.find(each))) {
        book.remove(name);
        watch.forget(name);
        history.add(configurationUpdate(name, 'deleted', now()));
      }
    },
    EnableAlarmActions: switchActions('EnableAlarmActions', true),
    DisableAlarmActions: switchActions('DisableAlarmActions', false),
    SetAlarmState(input, { caller }) {
      const name = textMember(input, 'AlarmName') ?? '';
      allow(caller, 'SetAlarmState', name);
      const state = stateMember(input);
      const reason = textMember(input, 'StateReason') ?? '';
      if (reason.length > LONGEST_REASON)
        throw constraintError('stateReason', reason, `have length less than or equal to ${LONGEST_REASON}`);
      const found = book.find(name);
      if (!found) throw new AwsError('ResourceNotFound', `There is no alarm ${name}.`, 404);
      if (!found.alarm) throw notImplemented(`states of alarm ${name}, since ${found.why}`);
      watch.setState(found.alarm, state, reason);
    },
  };
}
