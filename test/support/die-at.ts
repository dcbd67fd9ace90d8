import type { Call, World } from './world.ts';
import { Death } from './world.ts';

/** Calls that change nothing. To die at one leaves what dying after the change before it leaves. */
const READS = /^(Get|Head|List|Describe|Query|Scan)/;

/**
 * Lets the functions die at their n-th call that changes something, before or after its effect; every later call fails
 * too. Calls are counted as they are made, so that it does not matter which of several at a time is answered first.
 */
export function dieAt(world: World, n: number, when: 'before' | 'after'): { died: () => boolean } {
  const made = new Map<Call, number>();
  let dead = false;
  const other = world.fault();
  world.setFault((call, moment, output) => {
    if (moment === 'before' && !READS.test(call.name)) made.set(call, made.size + 1);
    if (made.get(call) === n && moment === when) dead = true;
    if (dead) throw new Death(`at call ${n}`);
    return other(call, moment, output);
  });
  return { died: () => dead };
}
