import type { OperationName } from '../../healthlake/index.ts';

/** What is particular about an action that may be asked for. */
export interface ActionRow {
  /** Whether it changes something: the answer to one that does is remembered for good. */
  changes: boolean;
  /** The member that keeps its repetitions one: the API's ClientToken, or nothing of the API's. */
  hasClientToken: boolean;
  /** How the input names the data store it is about; the name of one that is to be made; none for a list of all. */
  dataStoreIn: 'DatastoreId' | 'ResourceARN' | 'DatastoreName' | null;
  /** Requests take turns of so many seconds: its quota, where that is too small to be left to chance. */
  turnSeconds: number | null;
  /** What its answer says is under way, and is followed from then on. */
  follows: 'import' | 'export' | 'data store' | null;
}

const READ: ActionRow = {
  changes: false,
  hasClientToken: false,
  dataStoreIn: 'DatastoreId',
  turnSeconds: null,
  follows: null,
};
const TAGS = { ...READ, dataStoreIn: 'ResourceARN' } as const;

/** Every action of the HealthLake API (API reference, "Actions"), by what asking for it by an event needs. */
export const ACTION_TABLE: Readonly<Record<OperationName, ActionRow>> = {
  CreateFHIRDatastore: {
    changes: true,
    hasClientToken: true,
    dataStoreIn: 'DatastoreName',
    turnSeconds: 60,
    follows: 'data store',
  },
  DeleteFHIRDatastore: {
    changes: true,
    hasClientToken: false,
    dataStoreIn: 'DatastoreId',
    turnSeconds: 60,
    follows: 'data store',
  },
  DescribeFHIRDatastore: READ,
  DescribeFHIRExportJob: READ,
  DescribeFHIRImportJob: READ,
  ListFHIRDatastores: { ...READ, dataStoreIn: null },
  ListFHIRExportJobs: READ,
  ListFHIRImportJobs: READ,
  ListTagsForResource: TAGS,
  StartFHIRExportJob: { ...READ, changes: true, hasClientToken: true, turnSeconds: 1, follows: 'export' },
  StartFHIRImportJob: { ...READ, changes: true, hasClientToken: true, follows: 'import' },
  TagResource: { ...TAGS, changes: true },
  UntagResource: { ...TAGS, changes: true },
};
