import type { AlarmChange } from '../../local/boot/index.ts';
import type { Step } from '../terminal/index.ts';

/** An alarm that rises or is over, in one line with where to read on; undefined for other changes, such as the first look at an alarm. */
export function stepOfAlarm({ alarm, was, state }: AlarmChange): Step | undefined {
  if (state === 'ALARM')
    return {
      word: 'alarm',
      text: [alarm.name, alarm.description].filter((part) => part !== null).join(': '),
    };
  return was.state === 'ALARM' ? { word: 'alarm over', text: `${alarm.name}: ${state}` } : undefined;
}
