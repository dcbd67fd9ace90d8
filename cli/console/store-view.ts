import type { DatastoreProperties } from '@aws-sdk/client-healthlake';
import { ListFHIRDatastoresCommand, ListTagsForResourceCommand } from '@aws-sdk/client-healthlake';
import type { StoreDocument } from '../../console/api/index.ts';
import type { ExportRun } from '../../lib/ledger/index.ts';
import { exportRunsOf } from '../../lib/ledger/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { ConsoleContext, RunningCloud } from './console-context.ts';

/** Data stores that are shown, and runs of each export. */
const MOST_STORES = 100;
const MOST_RUNS = 10;

/** Tags change seldom, and each store's are a call of their own, milliseconds. */
const TAGS_MS = 5 * 60_000;

type Tags = StoreDocument['tags'];

/** The data stores of the account. */
export function storeView({ stage, cloud }: ConsoleContext): () => Promise<{ stores: StoreDocument[] }> {
  const tags = new Map<string, { at: number; tags: Tags }>();

  const tagsOf = async (arn: string): Promise<Tags> => {
    const known = tags.get(arn);
    if (known && !cloud && Date.now() - known.at < TAGS_MS) return known.tags;
    const { Tags: found = [] } = await stage.healthLake.send(
      new ListTagsForResourceCommand({ ResourceARN: arn }),
    );
    const read = found.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
    tags.set(arn, { at: Date.now(), tags: read });
    return read;
  };

  return async () => {
    const found: DatastoreProperties[] = [];
    let NextToken: string | undefined;
    do {
      const page = await stage.healthLake.send(
        new ListFHIRDatastoresCommand({ ...(NextToken !== undefined && { NextToken }) }),
      );
      found.push(...(page.DatastorePropertiesList ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined && found.length < MOST_STORES);
    const runs = await lastRuns(stage);
    const stores: StoreDocument[] = [];
    for (const store of found.slice(0, MOST_STORES)) {
      const { DatastoreId: datastoreId = '', DatastoreArn: arn = '', CreatedAt } = store;
      stores.push({
        datastoreId,
        name: store.DatastoreName ?? null,
        status: store.DatastoreStatus ?? 'UNKNOWN',
        createdAt: CreatedAt?.toISOString() ?? null,
        fhirVersion: store.DatastoreTypeVersion ?? 'R4',
        resources: cloud ? countsOf(cloud.resourceCounts(datastoreId)) : null,
        tags: await tagsOf(arn).catch(() => null),
        exports: withOthers(
          runs.filter(({ request }) => request?.datastoreId === datastoreId).map(exportOf),
          cloud?.exportJobs(datastoreId, MOST_RUNS).map(exportJobOf) ?? [],
        ),
        endpoint: store.DatastoreEndpoint ?? null,
      });
    }
    return { stores };
  };
}

const countsOf = (counts: Record<string, number>): StoreDocument['resources'] =>
  Object.entries(counts)
    .map(([type, count]) => ({ type, count }))
    .sort((one, other) => other.count - one.count);

/** From the ledger, which knows Inlet's own exports. */
async function lastRuns({ ledger, exports }: StageResources): Promise<ExportRun[]> {
  const runs: ExportRun[] = [];
  for (const { name } of exports) {
    let read = 0;
    for await (const run of exportRunsOf(ledger, name)) {
      if ((read += 1) > MOST_RUNS) break;
      runs.push(run);
    }
  }
  return runs;
}

type ExportOfStore = StoreDocument['exports'][number];

/** Export jobs as the data store itself knows them: of its $export and of other clients as well. */
const exportJobOf = ({
  jobId,
  jobName,
  status,
  submitTime,
  outputS3Uri,
}: ReturnType<RunningCloud['exportJobs']>[number]): ExportOfStore => ({
  exportId: jobName ?? jobId,
  jobId,
  status,
  startedAt: new Date(submitTime).toISOString(),
  s3Uri: outputS3Uri,
});

/** Inlet's own, and behind them the jobs that are none of them. */
function withOthers(own: ExportOfStore[], jobs: readonly ExportOfStore[]): ExportOfStore[] {
  const known = new Set(own.map(({ jobId }) => jobId));
  return [...own, ...jobs.filter(({ jobId }) => !known.has(jobId))];
}

const exportOf = (run: ExportRun): StoreDocument['exports'][number] => ({
  exportId: run.exportId,
  jobId: run.jobId ?? null,
  status: run.outcome ?? run.state,
  startedAt: run.firstAttemptAt === undefined ? null : new Date(run.firstAttemptAt).toISOString(),
  s3Uri: run.folderS3Uri ?? null,
});
