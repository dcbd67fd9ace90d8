import { expect } from '@jest/globals';
import type { CloudUnderTest } from './cloud.ts';
import type { CliSession } from './programs.ts';
import { runLines, runbookOf } from './runbook.ts';
import type { Cause } from './runbook-causes.ts';

/** So many minutes an alarm may take to rise, or to be over. */
const MOST_MINUTES = 45;

const stateOf = (cloud: CloudUnderTest, alarm: string): string | undefined =>
  cloud.alarms().alarms.find(({ name }) => name === `inlet-local-${alarm}`)?.state;

async function reach(cloud: CloudUnderTest, alarm: string, state: string): Promise<void> {
  for (let minutes = 0; minutes < MOST_MINUTES && stateOf(cloud, alarm) !== state; minutes++)
    await cloud.advanceClock(60);
  expect({ alarm, state: stateOf(cloud, alarm) }).toEqual({ alarm, state });
}

/** Makes an alarm rise, does what its section of docs/operations.md says, and fails where the alarm is not over then. */
export async function tryRunbook(
  cloud: CloudUnderTest,
  { section, alarm, before, make }: Cause,
  { cli, folder }: { cli: CliSession | undefined; folder: string },
): Promise<void> {
  await cloud.idle();
  await before?.(cloud);
  await reach(cloud, alarm, 'OK');
  const { end, values = {} } = await make(cloud);
  await reach(cloud, alarm, 'ALARM');
  await end?.();
  await runLines(runbookOf(section).lines, values, { url: cloud.url, now: () => cloud.now(), cli, folder });
  await reach(cloud, alarm, 'OK');
}
