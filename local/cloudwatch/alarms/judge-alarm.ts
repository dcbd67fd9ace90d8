import type { Alarm, AlarmState } from './alarm.ts';
import { COMPARISONS } from './alarm.ts';

/**
 * More periods are looked at than are evaluated, so that late data count. The user guide has no number; its examples show two
 * ("Configuring how CloudWatch alarms treat missing data").
 */
const MORE_PERIODS = 2;

/** How many periods are looked at. */
export const periodsLookedAt = ({ evaluationPeriods }: Alarm): number => evaluationPeriods + MORE_PERIODS;

/** The value of a period; undefined where nothing was measured. */
export type Point = number | undefined;

/** What an alarm is now, and why. */
export interface Verdict {
  state: AlarmState;
  reason: string;
}

/**
 * Judges the periods that are looked at, the newest last. Where as many have data as are evaluated, the newest of them decide;
 * else those that are missing count as the alarm says (user guide, "Configuring how CloudWatch alarms treat missing data", both
 * tables of which are tests). Pure.
 * @param treatMissing the alarm's own unless said
 */
export function judgeAlarm(
  alarm: Alarm,
  points: readonly Point[],
  before: AlarmState,
  treatMissing: Alarm['treatMissing'] = alarm.treatMissing,
): Verdict {
  const { evaluationPeriods, datapointsToAlarm, comparison, threshold } = alarm;
  const known = points.filter((point) => point !== undefined).slice(-evaluationPeriods);
  const breaching = known.filter((value) => COMPARISONS[comparison].breaches(value, threshold));
  const missing = evaluationPeriods - known.length;
  const breaches = breaching.length + (treatMissing === 'breaching' ? missing : 0);
  const isFilled = treatMissing === 'breaching' || treatMissing === 'notBreaching';
  const state = stateOf();
  return { state, reason: known.length === 0 ? withoutData() : crossed(state === 'ALARM') };

  function stateOf(): AlarmState {
    if (breaches >= datapointsToAlarm) return 'ALARM';
    if (isFilled || missing === 0) return 'OK';
    if (breaching.length < known.length) return 'OK';
    // All that is known breaches, and it is less than the alarm wants.
    if (treatMissing === 'ignore') return before;
    return known.length === 0 ? 'INSUFFICIENT_DATA' : 'ALARM';
  }

  function crossed(isAlarm: boolean): string {
    const shown = isAlarm ? breaching : known;
    const { text } = COMPARISONS[comparison];
    const values = shown.map(numberText).join(', ');
    const verb = shown.length === 1 ? 'was' : 'were';
    return `Threshold Crossed: ${datapoints(shown.length)} [${values}] ${verb} ${isAlarm ? '' : 'not '}${text} the threshold (${numberText(threshold)}).`;
  }

  function withoutData(): string {
    if (!isFilled)
      return `Insufficient Data: ${datapoints(missing)} ${missing === 1 ? 'was' : 'were'} unknown.`;
    const as = treatMissing === 'breaching' ? 'Breaching' : 'NonBreaching';
    return `Threshold Crossed: no datapoints were received for ${missing} ${missing === 1 ? 'period' : 'periods'} and ${missing} missing ${missing === 1 ? 'datapoint was' : 'datapoints were'} treated as [${as}].`;
  }
}

const datapoints = (count: number): string => `${count} ${count === 1 ? 'datapoint' : 'datapoints'}`;

/** A whole number with its point, as CloudWatch writes it. */
const numberText = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
