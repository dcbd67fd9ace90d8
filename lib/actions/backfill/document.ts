import type { RejectionReason } from '../../../events/index.ts';
import type { IncompleteManifest } from './apply-markers.ts';
import type { MetLimit, PlannedDrop } from './plan-backfill.ts';
import type { LeftAlone } from './sort-objects.ts';
import type { SampledFiles } from './sample-files.ts';

/** What `inlet import s3://bucket/prefix/ --json` answers; docs/command-line.md describes it. */
export interface BackfillDocument {
  kind: 'backfill';
  schemaVersion: '1';
  stage: string;
  /** When it was listed, ISO 8601. */
  at: string;
  bucket: string;
  prefix: string;
  /** The one route that was asked for; null for all. */
  route: string | null;
  dryRun: boolean;
  totals: {
    /** All objects below the prefix. */
    objects: number;
    /** Files to import, and their bytes. */
    files: number;
    bytes: number;
    jobs: number;
    /** Not to be imported by this: what became of them before. */
    pending: number;
    importing: number;
    imported: number;
    failed: number;
    rejected: number;
    leftAlone: number;
    ofOtherRoutes: number;
  };
  /** What is no data, by why it is none. */
  leftAlone: LeftAlone;
  drops: PlannedDrop[];
  limits: MetLimit[];
  /** Manifests that name files which are not there: their drops wait for those. */
  incompleteManifests: IncompleteManifest[];
  /** The first of what is rejected. */
  rejected: { key: string; bytes: number; reason: RejectionReason; advice: string }[];
  /** Imports that failed and hold some of the files: to be repeated. */
  failedImports: string[];
  /** Null but for a dry run. */
  sample: SampledFiles | null;
  /** How many files became arrivals; null for a dry run. */
  recorded: number | null;
  nextStep: string;
}
