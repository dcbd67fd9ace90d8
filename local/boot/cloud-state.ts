import type { Import } from '../../lib/ledger/index.ts';
import type { CloudState, LocalCloud } from './cloud-api.ts';
import type { Stack } from '../cloudformation/index.ts';
import type { Services } from './declare-stack.ts';

/** What rows of the ledger have in common, and what imports have beside it. */
type LedgerRow = { pk: string; openPk?: string; state?: string } & Partial<Omit<Import, 'state'>>;

/** Reads what the whole cloud is doing, for people and for those who wait for its end. */
export function createCloudState(
  stack: Stack,
  { queues, lambda, healthLake, dynamoDb }: Services,
): Pick<LocalCloud, 'state' | 'isIdle'> {
  const tableName = stack.tables.find(({ name }) => name.endsWith('ledger'))?.name;
  const queued = (belongs: (queueArn: string) => boolean): number =>
    stack.eventSourceMappings
      .filter(({ eventSourceArn }) => belongs(eventSourceArn))
      .map(({ eventSourceArn }) => queues.count(eventSourceArn))
      .reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0);
  const isArrivals = (queueArn: string): boolean => queueArn.endsWith('-arrivals');

  const rows = async (): Promise<LedgerRow[]> =>
    tableName === undefined ? [] : ((await dynamoDb.rows(tableName)) as LedgerRow[]);

  const read = async (): Promise<{ state: CloudState; openWork: boolean }> => {
    const ledgerRows = await rows();
    const pending = ledgerRows.filter(
      ({ pk, state }) => pk.startsWith('FILE#') && state === 'pending',
    ).length;
    return {
      openWork:
        queued((arn) => !isArrivals(arn)) > 0 ||
        ledgerRows.some(({ openPk }) => openPk === 'OPEN#IMPORT' || openPk === 'OPEN#JOB'),
      state: {
        datastores: healthLake
          .datastores()
          .map(({ datastoreId, name, status }) => ({ datastoreId, name, status })),
        imports: ledgerRows.filter(({ pk }) => pk.startsWith('IMPORT#')).map(importOf),
        jobs: healthLake.jobs(),
        pendingFiles: queued(isArrivals) + pending,
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

const importOf = (row: LedgerRow): CloudState['imports'][number] => ({
  importId: row.importId ?? '',
  state: row.outcome ?? row.state ?? '',
  jobId: row.jobId ?? null,
  fileCount: row.fileCount ?? 0,
});
