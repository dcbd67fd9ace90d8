import { CreateFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import { expect } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../../local/healthlake/healthlake-settings.ts';
import type { HealthLakeSettings } from '../../../local/healthlake/index.ts';
import { isProbe } from '../../../verify/index.ts';
import type { Needs, VerifyRecord } from '../../../verify/index.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { until } from '../../support/cloud.ts';
import { named, runOn } from '../tried-cloud.ts';
import { withAnswers } from './changed-answers.ts';
import type { Fault } from './fault.ts';
import { GROUPS } from './index.ts';

/** A probe, what makes its assumption false, and those that are run with it. */
export interface Trial {
  name: string;
  needs: Needs;
  fault: Fault;
  neighbours: readonly string[];
}

export const TRIALS: readonly Trial[] = GROUPS.flatMap(({ probes, faults }) => {
  const tried = probes.flatMap(({ name, tried }) => (isProbe(tried) ? [{ name, needs: tried.needs }] : []));
  const neighbours = tried.map(({ name }) => name);
  return tried.map((probe) => ({ ...probe, fault: faults[probe.name] ?? {}, neighbours }));
});

/** A data store of the test that probes may write to. */
export async function makeStore(cloud: CloudUnderTest): Promise<string> {
  const { DatastoreId = '' } = await cloud.healthLake.send(
    new CreateFHIRDatastoreCommand({ DatastoreName: 'tried', DatastoreTypeVersion: 'R4' }),
  );
  const store = async () =>
    (await cloud.state()).datastores.find(({ datastoreId }) => datastoreId === DatastoreId);
  await until(async () => (await store())?.status === 'ACTIVE', 'the data store is ACTIVE');
  return DatastoreId;
}

/** Runs the probe and its neighbours while its assumption is false. */
export async function runBroken(
  cloud: CloudUnderTest,
  into: string,
  { needs, fault, neighbours }: Trial,
): Promise<VerifyRecord> {
  const { settings = {}, answers = [] } = fault;
  cloud.healthLakeSettings(settings);
  try {
    return await runOn(cloud, {
      only: neighbours,
      ...(needs === 'time' ? { store: 'create' } : { store: { into }, isSlow: false }),
      ...(needs !== 'a route' && { routeStore: undefined }),
      seenAs: (stage) => withAnswers(stage, answers),
    });
  } finally {
    const names = Object.keys(settings) as (keyof HealthLakeSettings)[];
    cloud.healthLakeSettings(Object.fromEntries(names.map((name) => [name, DEFAULT_SETTINGS[name]])));
  }
}

/** Exactly the probe is broken, and those that build on it; the others that were run hold. */
export function expectBroken(record: VerifyRecord, { name, fault: { also = [] } }: Trial): void {
  expect(named(record, 'could not tell')).toEqual([]);
  expect(named(record, 'broken').sort()).toEqual([name, ...also].sort());
}
