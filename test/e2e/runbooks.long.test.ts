import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, test } from '@jest/globals';
import {
  CAUSES_OF_CHANGED_STAGE,
  CHANGED_PARAMETERS,
  changeResources,
} from '../support/changed-stage-causes.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud, temporaryFolder } from '../support/cloud.ts';
import type { Resources } from '../support/package-with-config.ts';
import { projectWithConfig } from '../support/package-with-config.ts';
import type { CliSession } from '../support/programs.ts';
import { hasAwsCli, startCliSession } from '../support/programs.ts';
import type { Cause } from '../support/runbook-causes.ts';
import { CAUSES } from '../support/runbook-causes.ts';
import { tryRunbook } from '../support/try-runbook.ts';
import { packageStage } from '../../tools/build/package-stage.ts';

let cloud: CloudUnderTest;
let cli: CliSession | undefined;
const temporary = temporaryFolder();
afterAll(async () => (await temporary).remove());

const started = async (starting: Promise<CloudUnderTest>): Promise<void> => {
  cloud = await starting;
  cli = hasAwsCli ? startCliSession(cloud.url) : undefined;
};
const ended = async (): Promise<void> => {
  await cli?.end();
  return cloud.close();
};
const tried = async (cause: Cause): Promise<void> =>
  tryRunbook(cloud, cause, { cli, folder: (await temporary).folder });
const named = (causes: readonly Cause[]) => causes.map((cause) => [cause.alarm, cause] as const);

describe('what docs/operations.md says of an alarm mends it', () => {
  beforeAll(() => started(startCloud({ minuteMs: 60_000 })));
  afterAll(ended);
  test.each(named(CAUSES))('%s', (_alarm, cause) => tried(cause));
});

describe('and so of one that a stage as it is shipped cannot have on one machine', () => {
  const { root, remove } = projectWithConfig((config) => config);
  beforeAll(async () => {
    const { folder, template } = await packageStage({ stage: 'local', root, params: CHANGED_PARAMETERS });
    const packaged = JSON.parse(readFileSync(template, 'utf8')) as { Resources: Resources };
    changeResources(packaged.Resources);
    writeFileSync(template, JSON.stringify(packaged));
    await started(startCloud({ minuteMs: 60_000 }, undefined, { folder }));
  });
  afterAll(async () => {
    await ended();
    remove();
  });
  test.each(named(CAUSES_OF_CHANGED_STAGE))('%s', (_alarm, cause) => tried(cause));
});
