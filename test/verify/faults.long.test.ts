import { afterAll, beforeAll, describe, test } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { TRIALS, expectBroken, makeStore, runBroken } from './faults/broken-by.ts';
import { startTriedCloud } from './tried-cloud.ts';

let cloud: CloudUnderTest;
let into: string;
beforeAll(async () => {
  cloud = await startTriedCloud();
  into = await makeStore(cloud);
});
afterAll(async () => {
  await cloud.end();
});

describe('where its assumption is false, a probe is broken, and no other that does not build on it', () => {
  test.each(TRIALS.map((trial) => [trial.name, trial] as const))('%s', async (_, trial) => {
    expectBroken(await runBroken(cloud, into, trial), trial);
  });
});
