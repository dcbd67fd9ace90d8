import type { Readiness } from '../ledger/index.ts';

/** Why a job is not started in its data store now. */
export type NotReady = { errorName: string; because: string; seen: { dataStore: Readiness } } & (
  | { kind: 'waits'; outcome: 'waits-for-data-store' | 'not-yet' }
  /** No start can even be tried: that is repeated for a while, as a refused start is. */
  | { kind: 'refused' }
);

/** What the state of its data store means for an import or an export: undefined where it is ready. */
export function notReady(dataStore: Readiness, jobs: 'imports' | 'exports'): NotReady | undefined {
  const seen = { dataStore };
  switch (dataStore.kind) {
    case 'ready':
      return undefined;
    case 'not-yet':
      return {
        kind: 'waits',
        outcome: 'waits-for-data-store',
        errorName: dataStore.status,
        because: `its data store is ${dataStore.status}: it starts once that is ACTIVE`,
        seen,
      };
    case 'unknown':
      return {
        kind: 'waits',
        outcome: 'not-yet',
        errorName: dataStore.errorName,
        because: `its data store did not answer (${dataStore.errorName}): the next run asks again`,
        seen,
      };
    case 'never':
      return {
        kind: 'refused',
        errorName: dataStore.errorName,
        because: `its data store takes no ${jobs} (${dataStore.errorName}): the next run tries it again, or gives it up`,
        seen,
      };
  }
}
