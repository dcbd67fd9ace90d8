import { describe, expect, test } from '@jest/globals';
import type { Alarm, AlarmState } from '../../../../local/cloudwatch/alarms/alarm.ts';
import { judgeAlarm, periodsLookedAt } from '../../../../local/cloudwatch/alarms/judge-alarm.ts';

const alarm = (changes: Partial<Alarm>): Alarm => ({
  name: 'a',
  arn: 'arn',
  description: null,
  metric: { namespace: 'n', name: 'm', dimensions: [] },
  statistic: 'Maximum',
  unit: undefined,
  periodMs: 60_000,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  comparison: 'GreaterThanThreshold',
  threshold: 0,
  treatMissing: 'missing',
  actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] },
  updatedAt: 0,
  ...changes,
});

/** As the user guide writes them: 0 does not breach, X does, - is missing. */
const pointsOf = (text: string) =>
  text.split(' ').map((point) => (point === '-' ? undefined : point === 'X' ? 1 : 0));

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
type Row = [points: string, ...states: [string, string, string, string]];

// User guide, "Configuring how CloudWatch alarms treat missing data": the tables with 3 of 3 and with 2 of 3.
const THREE_OF_THREE: Row[] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', 'before', 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', 'before', 'ALARM', 'OK'],
];
const TWO_OF_THREE: Row[] = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', 'before', 'ALARM', 'OK'],
];

describe.each([
  [3, THREE_OF_THREE],
  [2, TWO_OF_THREE],
])('an alarm on %i of 3 datapoints', (datapointsToAlarm, rows) => {
  test.each(rows)('that sees %s', (points, ...states) => {
    for (const before of ['OK', 'ALARM'] as AlarmState[])
      expect(
        TREATMENTS.map(
          (treatMissing) =>
            judgeAlarm(alarm({ datapointsToAlarm, treatMissing }), pointsOf(points), before).state,
        ),
      ).toEqual(states.map((state) => (state === 'before' ? before : state)));
  });
});

test('as many periods more are looked at as the examples of the user guide have', () => {
  expect(periodsLookedAt(alarm({}))).toBe(pointsOf('- - - - -').length);
});

test.each([
  ['GreaterThanThreshold', [1, 2, 3], 'OOA'],
  ['GreaterThanOrEqualToThreshold', [1, 2, 3], 'OAA'],
  ['LessThanThreshold', [1, 2, 3], 'AOO'],
  ['LessThanOrEqualToThreshold', [1, 2, 3], 'AAO'],
] as const)('%s of 2', (comparison, values, states) => {
  const one = alarm({ comparison, threshold: 2, evaluationPeriods: 1, datapointsToAlarm: 1 });
  expect(values.map((value) => judgeAlarm(one, [value], 'OK').state[0]).join('')).toBe(states);
});

test.each([
  ['0 0 X', 'Threshold Crossed: 1 datapoint [1.0] was greater than the threshold (0.0).'],
  ['0 0 0', 'Threshold Crossed: 1 datapoint [0.0] was not greater than the threshold (0.0).'],
  [
    '- - -',
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  ],
])('the reason for %s says what was seen', (points, reason) => {
  const one = alarm({ evaluationPeriods: 1, datapointsToAlarm: 1, treatMissing: 'notBreaching' });
  expect(judgeAlarm(one, pointsOf(points), 'OK').reason).toBe(reason);
});
