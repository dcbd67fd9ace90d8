import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runbookSection } from '../../tools/build/stack/options/runbook.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { CAUSES_OF_CHANGED_STAGE } from '../support/changed-stage-causes.ts';
import { startCloud, temporaryFolder } from '../support/cloud.ts';
import { CAUSES } from '../support/runbook-causes.ts';
import { runbookOf } from '../support/runbook.ts';
import { tryRunbook } from '../support/try-runbook.ts';
import { HARDENED, packaged } from '../template/packaged.ts';

/** A few that cost little; runbooks.long.test.ts tries all. */
const SAMPLE = ['exports-dead-letters', 'jobs-failed', 'start-imports-not-called'];

let cloud: CloudUnderTest;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
  cloud = await startCloud({ minuteMs: 60_000 });
});
afterAll(async () => {
  await cloud.close();
  await temporary.remove();
});

describe('what docs/operations.md says of an alarm mends it', () => {
  test.each(
    CAUSES.filter(({ alarm }) => SAMPLE.includes(alarm)).map((cause) => [cause.alarm, cause] as const),
  )('%s', (_alarm, cause) => tryRunbook(cloud, cause, { cli: undefined, folder: temporary.folder }));
});

test('every alarm of the template has a section that says its meaning, how to look, to mend and to know, and is tried', async () => {
  const { ofType } = await packaged(HARDENED);
  const alarms = ofType('AWS::CloudWatch::Alarm').map(([, { AlarmName }]) =>
    String(AlarmName).replace(/^inlet-[a-z]+-/, ''),
  );
  const sections = [...new Set(alarms.map(runbookSection))];
  expect(sections.length).toBeGreaterThan(20);
  const tried = new Set([...CAUSES, ...CAUSES_OF_CHANGED_STAGE].map(({ section }) => section));
  for (const section of sections) {
    const { text, lines } = runbookOf(section);
    const says = ['**Means:**', '**Look:**', '**Mend', '**Mended'].filter((word) => !text.includes(word));
    expect({ section, lacks: says, looks: lines.length > 0 }).toEqual({ section, lacks: [], looks: true });
    expect({ section, isTried: tried.has(section) }).toEqual({ section, isTried: true });
  }
});

test('the local cloud evaluates every alarm of the stage', () => {
  expect(cloud.alarms().notEvaluated).toEqual([]);
});
