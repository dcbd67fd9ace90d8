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
