import type { Digest } from './digest.ts';
import { emptyDigest } from './digest.ts';
import type { GrowingObject } from '../../s3/index.ts';
import { newObject } from '../../s3/index.ts';
import type { PlanPosition } from '../read/planned-files.ts';
import { PLAN_START } from '../read/planned-files.ts';
import type { RepeatedResources } from './repeated-resources.ts';
import { noResources } from './repeated-resources.ts';
import type { Tally } from './tally.ts';
import type { ResultPosition } from './tally-file.ts';

/** Totals over the files of a job, as its result files list them. */
export interface Totals {
  filesPlanned: number;
  /** Of the planned ones, those that have results. */
  filesRead: number;
  /** Read though not planned: what lay in the folder when the job read it. */
  filesAlsoRead: number;
  /** With at least one failed line. */
  filesWithFailures: number;
  imported: number;
  failed: number;
  serverErrors: number;
  unreadable: number;
}

/** How far the results of a job are tallied, and their counts so far: all that the next run needs. */
export interface TallyProgress {
  /** Runs that have ended before the end. */
  round: number;
  /** The name of the last file that is done; null at the start. */
  name: string | null;
  plan: PlanPosition;
  /** False where the import's plan is gone, or the job has none. */
  hasPlan: boolean;
  /** A large file that is not done yet. */
  within: { name: string; position: ResultPosition; tally: Tally } | null;
  totals: Totals;
  digest: Digest;
  resources: RepeatedResources;
  /** `inlet-files.ndjson`. */
  rows: GrowingObject;
  isDone: boolean;
}

export const newTallyProgress = (): TallyProgress => ({
  round: 0,
  name: null,
  plan: PLAN_START,
  hasPlan: true,
  within: null,
  totals: {
    filesPlanned: 0,
    filesRead: 0,
    filesAlsoRead: 0,
    filesWithFailures: 0,
    imported: 0,
    failed: 0,
    serverErrors: 0,
    unreadable: 0,
  },
  digest: emptyDigest(),
  resources: noResources(),
  rows: newObject(),
  isDone: false,
});
