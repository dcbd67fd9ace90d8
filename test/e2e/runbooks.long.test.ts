import { afterAll, beforeAll, describe, test } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud, temporaryFolder } from '../support/cloud.ts';
import type { CliSession } from '../support/programs.ts';
import { hasAwsCli, startCliSession } from '../support/programs.ts';
import { CAUSES } from '../support/runbook-causes.ts';
import { tryRunbook } from '../support/try-runbook.ts';

let cloud: CloudUnderTest;
let cli: CliSession | undefined;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
  cloud = await startCloud({ minuteMs: 60_000 });
  cli = hasAwsCli ? startCliSession(cloud.url) : undefined;
});
afterAll(async () => {
  cli?.end();
  await cloud.close();
  await temporary.remove();
});

describe('what docs/operations.md says of an alarm mends it', () => {
  test.each(CAUSES.map((cause) => [cause.alarm, cause] as const))('%s', (_alarm, cause) =>
    tryRunbook(cloud, cause, { cli, folder: temporary.folder }),
  );
});
