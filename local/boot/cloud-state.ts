import type { Import } from '../../lib/ledger/index.ts';
import { OPEN_WORK_INDEX, isOpenWork, workInRows } from '../../lib/ledger/index.ts';
import type { Stack } from '../cloudformation/index.ts';
import type { CloudState, LocalCloud } from './cloud-api.ts';
import type { Services } from './services.ts';
import { arrivalsQueueArn, ledgerTable } from './template-names.ts';

/** Reads what the whole cloud is doing, for people and for those who wait for its end. */
export function createCloudState(
  stack: Stack,
  { sqs, lambda, healthLake, dynamoDb }: Pick<Services, 'sqs' | 'lambda' | 'healthLake' | 'dynamoDb'>,
): Pick<LocalCloud, 'state' | 'isIdle'> {
  const TableName = ledgerTable(stack);
  const arrivals = arrivalsQueueArn(stack);
  const isArrivals = (queueArn: string): boolean => queueArn === arrivals;
  const queued = (belongs: (queueArn: string) => boolean): number =>
    stack.eventSourceMappings
      .filter(({ eventSourceArn }) => belongs(eventSourceArn))
      .map(({ eventSourceArn }) => sqs.count(eventSourceArn))
      .reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0);

  const hasOpenWork = async (): Promise<boolean> => {
    if (queued(() => true) > 0) return true;
    if (TableName === undefined) return false;
    const entries = dynamoDb.rows({ TableName, IndexName: OPEN_WORK_INDEX, Limit: LOOKED_AT_A_TIME });
    for await (const entry of entries) if (isOpenWork(entry)) return true;
    return false;
  };

  return {
    async state() {
      const work = await workInRows(TableName === undefined ? [] : dynamoDb.rows({ TableName }));
      return {
        datastores: healthLake
          .datastores()
          .map(({ datastoreId, name, status }) => ({ datastoreId, name, status })),
        imports: work.imports.map(importOf),
        jobs: healthLake.jobs(),
        pendingFiles: queued(isArrivals) + work.pendingArrivals,
        functions: lambda.stats().map(({ name, invocations, errors }) => ({ name, invocations, errors })),
      };
    },
    // Page by page, work may move from what is not looked at yet to what was: so none is seen twice.
    isIdle: async () => !(await hasOpenWork()) && !(await hasOpenWork()),
  };
}

/** Where there is open work the first page shows it, unless much has ended: so pages are small. */
const LOOKED_AT_A_TIME = 100;

const importOf = ({ importId, state, outcome, jobId, fileCount }: Import): CloudState['imports'][number] => ({
  importId,
  state: outcome ?? state,
  jobId: jobId ?? null,
  fileCount,
});
