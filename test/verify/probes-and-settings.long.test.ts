import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HealthLakeSettings } from '../../local/healthlake/index.ts';
import { DEFAULT_SETTINGS } from '../../local/healthlake/healthlake-settings.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { named, runOn, startTriedCloud } from './tried-cloud.ts';

/** Settings that have the other answer to what is assumed, and the probes that are about that. */
const OTHER_ANSWERS: readonly (readonly [Partial<HealthLakeSettings>, readonly string[]])[] = [
  [{ errorStatuses: 'model' }, ['error-statuses']],
  [{ errorStatuses: 'current' }, ['error-statuses']],
  [{ overQueueError: 'ValidationException' }, ['full-queue']],
  [{ waitingJobs: 200 }, ['full-queue']],
  [{ rememberClientTokens: false }, ['token-again', 'token-with-defaults']],
  [{ unknownProfiles: 'ignore' }, ['unknown-profiles', 'unknown-versions', 'validate-unknown-profile']],
  [{ profileVersions: 'latest-loaded' }, ['unknown-versions']],
  [{ guideOnly: true }, ['options-without-authorization', 'conditional-create']],
];

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startTriedCloud();
});
afterAll(async () => {
  await cloud.end();
});

describe('of all probes, exactly those that a setting is about are broken', () => {
  test.each(OTHER_ANSWERS)('with %j', async (setting, broken) => {
    cloud.healthLakeSettings(setting);
    try {
      const record = await runOn(cloud);
      expect(named(record, 'could not tell')).toEqual([]);
      expect(named(record, 'broken').sort()).toEqual([...broken].sort());
    } finally {
      const names = Object.keys(setting) as (keyof HealthLakeSettings)[];
      cloud.healthLakeSettings(Object.fromEntries(names.map((name) => [name, DEFAULT_SETTINGS[name]])));
    }
  });
});
