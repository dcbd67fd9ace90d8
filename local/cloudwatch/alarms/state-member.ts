import type { JsonObject } from '../../ground/index.ts';
import { constraintError } from '../../ground/index.ts';
import { textMember } from '../../http/index.ts';
import type { AlarmState } from './alarm.ts';

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** @throws AwsError where it is no state of an alarm */
export function stateMember(input: JsonObject): AlarmState {
  const state = STATES.find((known) => known === textMember(input, 'StateValue'));
  if (state) return state;
  throw constraintError('stateValue', input.StateValue, `satisfy enum value set: [${STATES.join(', ')}]`);
}
