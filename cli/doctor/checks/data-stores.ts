import { DescribeFHIRDatastoreCommand, ListFHIRImportJobsCommand } from '@aws-sdk/client-healthlake';
import type { DatastoreProperties, JobStatus } from '@aws-sdk/client-healthlake';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import type { Check, Finding, Patient } from '../finding.ts';
import { deployAgain, enableKey, ofEach, unless } from '../finding.ts';
import { countOf } from '../../../errors/index.ts';

/** An export's that is known by its name only is looked up when the export is due, and not before. */
const storesOf = ({ stage }: Patient): string[] => [
  ...new Set([
    stage.datastoreId,
    ...[...stage.routes, ...stage.exports].map(({ datastoreId }) => datastoreId),
  ]),
];

export const dataStores: Check = {
  name: 'data-stores',
  finds:
    'data stores of routes and exports that are not ACTIVE, whose key is disabled or to be deleted, or that no name leads to',
  look: async (patient) => [
    ...[...patient.stage.unresolvedRoutes].map(([route, error]) => ({
      what: `the route ${route} has no data store (${error})`,
      next: `npx inlet status --stage ${patient.stage.stage}   # see its name in config/${patient.stage.stage}.json`,
    })),
    ...(await ofEach(storesOf(patient), async (DatastoreId): Promise<Finding[]> => {
      const found = await unless(
        patient.stage.healthLake.send(new DescribeFHIRDatastoreCommand({ DatastoreId })),
        ['ResourceNotFoundException'],
        undefined,
      );
      const store = found?.DatastoreProperties;
      const status = store?.DatastoreStatus ?? 'not there';
      if (status === 'ACTIVE') return ofKey(patient, DatastoreId, store);
      return [
        {
          what: `the data store ${DatastoreId} is ${status}: its imports and exports wait`,
          next:
            status === 'CREATING'
              ? `aws healthlake describe-fhir-datastore --datastore-id ${DatastoreId}   # it takes up to half an hour`
              : `name another data store in config/${patient.stage.stage}.json (docs/configuration.md), then ${deployAgain(patient.stage.stage)}`,
        },
      ];
    })),
  ],
};

/** What is wrong with the key of a data store; of one that may not be described, nothing is said. */
async function ofKey(
  { clients }: Patient,
  DatastoreId: string,
  store: Partial<DatastoreProperties> | undefined,
): Promise<Finding[]> {
  const KeyId = store?.SseConfiguration?.KmsEncryptionConfig?.KmsKeyId;
  if (KeyId === undefined) return [];
  const described = await unless(
    clients.keys.send(new DescribeKeyCommand({ KeyId })),
    ['AccessDeniedException', 'NotFoundException'],
    undefined,
  );
  const state = described?.KeyMetadata?.KeyState ?? 'Enabled';
  return state === 'Enabled'
    ? []
    : [
        {
          what: `the key ${KeyId} of the data store ${DatastoreId} is ${state}: nothing there can be read or written`,
          next: enableKey(KeyId, state),
        },
      ];
}

/** Import jobs that may wait behind the running one of a data store (Developer Guide, "Endpoints and quotas", L-5E2BA274). */
const MOST_WAITING = 25;

export const quotas: Check = {
  name: 'quotas',
  finds:
    'data stores whose queue of import jobs is full (25 wait behind one that runs), so that starts are refused',
  look: (patient) =>
    ofEach(storesOf(patient), async (DatastoreId): Promise<Finding[]> => {
      const count = async (status: JobStatus): Promise<number> => {
        const page = await patient.stage.healthLake.send(
          new ListFHIRImportJobsCommand({ DatastoreId, JobStatus: status, MaxResults: 100 }),
        );
        return (page.ImportJobPropertiesList ?? []).length;
      };
      const waiting = (await count('SUBMITTED')) + (await count('QUEUED'));
      return waiting < MOST_WAITING
        ? []
        : [
            {
              what: `${countOf(waiting, 'import job')} ${waiting === 1 ? 'waits' : 'wait'} in the data store ${DatastoreId}, and no more than ${MOST_WAITING} may: further starts are refused until some have ended`,
              next: `lower maxOpenJobsPerDataStore in config/${patient.stage.stage}.json where others start jobs there as well, or ask AWS for more: \`aws service-quotas list-service-quotas --service-code healthlake\``,
            },
          ];
    }),
};
