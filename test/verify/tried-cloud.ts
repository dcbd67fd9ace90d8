import { ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { withLocalCloud } from '../../cli/stage/index.ts';
import { triedStage } from '../../cli/verify/index.ts';
import type { Choices, ProbeRecord, TriedStage, VerifyRecord } from '../../verify/index.ts';
import { newRecord, runProbes } from '../../verify/index.ts';

/** A local cloud that verifies signatures, so that all probes are run. */
export const startTriedCloud = (): Promise<CloudUnderTest> =>
  startCloud({ minuteMs: 1000, strictAuth: true });

export interface RunOptions extends Partial<Choices> {
  record?: VerifyRecord;
  signal?: AbortSignal;
  /** Called after each probe. */
  after?: (row: ProbeRecord) => void;
  /** Changes the stage as the probes see it. */
  seenAs?: (stage: TriedStage) => TriedStage;
}

/** Runs probes on the stage of a local cloud as `inlet verify --yes` does, in this process. */
export async function runOn(cloud: CloudUnderTest, options: RunOptions = {}): Promise<VerifyRecord> {
  process.env.AWS_ENDPOINT_URL = cloud.url;
  const { record = newRecord('local', cloud.now()), signal, after, seenAs = same, ...choices } = options;
  return withLocalCloud(cloud.url, async (stage) =>
    runProbes({
      stage: seenAs(triedStage(stage, {})),
      choices: { only: [], store: 'create', routeStore: stage.datastoreId, isSlow: true, ...choices },
      record,
      save: (_, row) => {
        if (row) after?.(row);
      },
      signal: signal ?? new AbortController().signal,
      everyMs: 20,
      now: () => cloud.now(),
    }),
  );
}

const same = (stage: TriedStage): TriedStage => stage;

/** The names of those with this verdict. */
export const named = ({ probes }: VerifyRecord, verdict: ProbeRecord['verdict']): string[] =>
  probes.filter((row) => row.verdict === verdict).map(({ name }) => name);

/** Data stores and objects of runs that are still there. */
export async function leftBehind(cloud: CloudUnderTest): Promise<string[]> {
  const { DatastorePropertiesList = [] } = await cloud.healthLake.send(new ListFHIRDatastoresCommand({}));
  const stores = DatastorePropertiesList.filter(
    ({ DatastoreName, DatastoreStatus = '' }) =>
      DatastoreName?.startsWith('inlet-verify-') === true && !DatastoreStatus.startsWith('DELET'),
  ).map(({ DatastoreName = '' }) => DatastoreName);
  const objects: string[] = [];
  for (const Bucket of ['inlet-local-inbox', 'inlet-local-work', cloud.names.resultsBucket]) {
    const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket }));
    objects.push(...Contents.map(({ Key = '' }) => Key).filter((key) => /(^|\/)(inlet-)?verify-/.test(key)));
  }
  return [...stores, ...objects];
}

/** A record can be sent on: nothing in it is of an account, a person or a resource. */
export async function expectNoNames(cloud: CloudUnderTest, record: VerifyRecord): Promise<void> {
  const text = JSON.stringify(record);
  const { datastores, jobs } = await cloud.state();
  const names = ['000000000000', 'arn:aws', cloud.url, ...Object.values(cloud.names)];
  names.push(...datastores.map(({ datastoreId }) => datastoreId), ...jobs.map(({ jobId }) => jobId));
  expect(names.filter((name) => text.includes(name))).toEqual([]);
  expect(text).not.toMatch(new RegExp(`v${record.runId}-|"birthDate"|"resourceType"`));
}
