import type { OperationName } from '../../../lib/healthlake/index.ts';
import type { ApiNotes } from '../api-notes.ts';

/** What each action serves, assumes and does otherwise, beside what holds for several of them. */
export const ACTION_NOTES: Readonly<Record<OperationName, ApiNotes>> = {
  CreateFHIRDatastore: {
    served:
      'CREATING, then ACTIVE or CREATE_FAILED with ErrorCause. Name, tags, encryption, identity provider and preload are echoed; SYNTHEA loads a sample population.',
    differs: [
      'It takes half a second (`creatingMs`), not half an hour.',
      'The population of SYNTHEA is a small one of our own making (50 patients), so that nothing has to be downloaded.',
      'Nothing is encrypted on this machine, whatever key is named.',
    ],
  },
  DeleteFHIRDatastore: {
    served:
      'DELETING, then DELETED: all resources and tags are gone, the data store stays describable and listed.',
    differs: ['It takes half a second (`deletingMs`).'],
  },
  DescribeFHIRDatastore: {
    served: 'All properties, of deleted data stores too.',
    differs: [
      'DatastoreEndpoint is an address of this machine; what it serves is [below](#the-fhir-endpoint).',
    ],
  },
  DescribeFHIRExportJob: {
    served: 'All properties; the output location is the job’s own folder.',
    differs: [],
  },
  DescribeFHIRImportJob: {
    served: 'All properties; JobProgressReport grows while the job runs.',
    differs: ['Signs that the model does not allow in Message are spaces.'],
  },
  ListFHIRDatastores: {
    served: 'Filters by name, status, created before and after; paging.',
    differs: ['With `listLagMs` a list does not show what is younger, to try out eventual consistency.'],
  },
  ListFHIRExportJobs: {
    served: 'Filters by name, status, submitted before and after; paging.',
    differs: [],
  },
  ListFHIRImportJobs: {
    served: 'Filters by name, status, submitted before and after; paging; progress as in Describe.',
    differs: [],
  },
  ListTagsForResource: {
    served: 'All tags of a data store.',
    differs: [],
  },
  StartFHIRExportJob: {
    served:
      'The whole data store as it is when the job begins, to `{S3Uri}/{datastoreId}-FHIR_EXPORT-{jobId}/{ResourceType}/`, with the present version and date in each `meta`, every other byte as it was imported.',
    differs: [],
  },
  StartFHIRImportJob: {
    served:
      'An import as AWS runs it: streamed, resumed where a killed process left it, with its results in S3. It reads and writes as the data access role.',
    differs: [],
  },
  TagResource: {
    served: 'Adds tags, or gives known keys new values; answers `{}`. Keys differ by case.',
    differs: [],
  },
  UntagResource: {
    served: 'Removes tags; answers `{}`.',
    differs: [],
  },
};
