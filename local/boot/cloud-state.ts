import type { Import } from '../../lib/ledger/index.ts';
import { workInRows } from '../../lib/ledger/index.ts';
import type { Stack } from '../cloudformation/index.ts';
import type { CloudState, LocalCloud } from './cloud-api.ts';
import type { Services } from './services.ts';
import { arrivalsQueueArn, ledgerTable } from './template-names.ts';

/** Reads what the whole cloud is doing, for people and for those who wait for its end. */
export function createCloudState(
  stack: Stack,
  { sqs, lambda, healthLake, dynamoDb }: Pick<Services, 'sqs' | 'lambda' | 'healthLake' | 'dynamoDb'>,
): Pick<LocalCloud, 'state' | 'isIdle'> {
  const tableName = ledgerTable(stack);
  const arrivals = arrivalsQueueArn(stack);
  const isArrivals = (queueArn: string): boolean => queueArn === arrivals;
  const queued = (belongs: (queueArn: string) => boolean): number =>
    stack.eventSourceMappings
      .filter(({ eventSourceArn }) => belongs(eventSourceArn))
      .map(({ eventSourceArn }) => sqs.count(eventSourceArn))
      .reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0);

  const read = async (): Promise<{ state: CloudState; openWork: boolean }> => {
    const work = workInRows(tableName === undefined ? [] : await dynamoDb.rows(tableName));
    return {
      openWork: queued((arn) => !isArrivals(arn)) > 0 || work.isOpen,
      state: {
        datastores: healthLake
          .datastores()
          .map(({ datastoreId, name, status }) => ({ datastoreId, name, status })),
        imports: work.imports.map(importOf),
        jobs: healthLake.jobs(),
        pendingFiles: queued(isArrivals) + work.pendingArrivals,
        functions: lambda.stats().map(({ name, invocations, errors }) => ({ name, invocations, errors })),
      },
    };
  };

  return {
    state: async () => (await read()).state,
    async isIdle() {
      const { state, openWork } = await read();
      return state.pendingFiles === 0 && !openWork;
    },
  };
}

const importOf = ({ importId, state, outcome, jobId, fileCount }: Import): CloudState['imports'][number] => ({
  importId,
  state: outcome ?? state,
  jobId: jobId ?? null,
  fileCount,
});
