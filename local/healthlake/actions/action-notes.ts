import type { OperationName } from '../../../lib/healthlake/index.ts';
import type { ApiNotes } from '../api-notes.ts';

/** What each action serves, assumes and does otherwise, beside what holds for several of them. */
export const ACTION_NOTES: Readonly<Record<OperationName, ApiNotes>> = {
  CreateFHIRDatastore: {
    served:
      'CREATING, then ACTIVE or CREATE_FAILED with ErrorCause. Name, tags, encryption, identity provider and preload are echoed; SYNTHEA loads a sample population.',
    assumed: [
      'A key that cannot be used (`unusableKeys`) and an IdpLambdaArn of this account that no function has are found out while CREATING, as NON_RETRYABLE_ERROR.',
      'With a SMART strategy, Metadata with the members that the guide requires and an IdpLambdaArn are required: ValidationException.',
      'CUSTOMER_MANAGED_KMS_KEY without KmsKeyId is ValidationException.',
      'One data store more than 20 is ValidationException; failed ones count, deleted ones do not.',
      'What is left out is echoed as its default: AWS_OWNED_KMS_KEY and AWS_AUTH.',
    ],
    differs: [
      'It takes half a second (`creatingMs`), not half an hour.',
      'The population of SYNTHEA is a small one of our own making (50 patients), so that nothing has to be downloaded.',
      'Nothing is encrypted on this machine, whatever key is named.',
    ],
  },
  DeleteFHIRDatastore: {
    served:
      'DELETING, then DELETED: all resources and tags are gone, the data store stays describable and listed.',
    assumed: [
      'CREATING and DELETING are ConflictException, and so are jobs that have not ended.',
      'A DELETED data store is ResourceNotFoundException; CREATE_FAILED ones can be deleted.',
    ],
    differs: ['It takes half a second (`deletingMs`).'],
  },
  DescribeFHIRDatastore: {
    served: 'All properties, of deleted data stores too.',
    assumed: [],
    differs: [
      'DatastoreEndpoint is an address of this machine; what it serves is [below](#the-fhir-endpoint).',
    ],
  },
  DescribeFHIRExportJob: {
    served: 'All properties; the output location is the job’s own folder.',
    assumed: [],
    differs: [],
  },
  DescribeFHIRImportJob: {
    served: 'All properties; JobProgressReport grows while the job runs.',
    assumed: [
      'TotalNumberOfImportedFiles are files read to their end; those that could not be opened are TotalNumberOfFilesReadWithCustomerError.',
      'ValidationLevel is given only where the request named one.',
    ],
    differs: ['Signs that the model does not allow in Message are spaces.'],
  },
  ListFHIRDatastores: {
    served: 'Filters by name, status, created before and after; paging.',
    assumed: ['Filters are combined with “and”; names are compared whole and by case.'],
    differs: ['With `listLagMs` a list does not show what is younger, to try out eventual consistency.'],
  },
  ListFHIRExportJobs: {
    served: 'Filters by name, status, submitted before and after; paging.',
    assumed: [],
    differs: [],
  },
  ListFHIRImportJobs: {
    served: 'Filters by name, status, submitted before and after; paging; progress as in Describe.',
    assumed: ['Jobs of deleted data stores stay listed.'],
    differs: [],
  },
  ListTagsForResource: {
    served: 'All tags of a data store.',
    assumed: ['They come in the order in which they were first set.'],
    differs: [],
  },
  StartFHIRExportJob: {
    served:
      'The whole data store as it is when the job begins, to `{S3Uri}/{datastoreId}-FHIR_EXPORT-{jobId}/{ResourceType}/`, with the present version and date in each `meta`, every other byte as it was imported.',
    assumed: [
      'Files are named `{ResourceType}-{submit time in ms}-0-{part}.ndjson` and have at most 1 GB.',
      'There is no manifest; an empty data store gives no files.',
    ],
    differs: [],
  },
  StartFHIRImportJob: {
    served:
      'An import as AWS runs it: streamed, resumed where a killed process left it, with its results in S3. It reads and writes as the data access role.',
    assumed: [
      'The answer is SUBMITTED; input that does not exist, no access and an output that cannot be written end the job FAILED with a message, they do not refuse the request.',
      'The caller needs iam:PassRole for the data access role, and HealthLake must be trusted by it: AccessDeniedException.',
      'An import is an update of each resource: a new version where there was one.',
    ],
    differs: [],
  },
  TagResource: {
    served: 'Adds tags, or gives known keys new values; answers `{}`. Keys differ by case.',
    assumed: [
      '200 tags are the limit of the sum, not only of a request: ValidationException.',
      'Keys that begin with `aws:` are refused.',
      'Unknown ARNs and those of DELETED data stores are ResourceNotFoundException.',
    ],
    differs: [],
  },
  UntagResource: {
    served: 'Removes tags; answers `{}`.',
    assumed: ['Keys that are not set are passed over.'],
    differs: [],
  },
};
