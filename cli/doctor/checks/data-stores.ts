import { DescribeFHIRDatastoreCommand, ListFHIRImportJobsCommand } from '@aws-sdk/client-healthlake';
import type { JobStatus } from '@aws-sdk/client-healthlake';
import type { Check, Finding, Patient } from '../finding.ts';
import { ofEach, unless } from '../finding.ts';

const storesOf = ({ stage }: Patient): string[] => [
  ...new Set([stage.datastoreId, ...stage.routes.map(({ datastoreId }) => datastoreId)]),
];

export const dataStores: Check = {
  name: 'data-stores',
  finds: 'data stores of routes that are not ACTIVE, or that no name leads to',
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
      const status = found?.DatastoreProperties?.DatastoreStatus ?? 'not there';
      return status === 'ACTIVE'
        ? []
        : [
            {
              what: `the data store ${DatastoreId} is ${status}: its imports wait`,
              next: `aws healthlake describe-fhir-datastore --datastore-id ${DatastoreId}`,
            },
          ];
    })),
  ],
};

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
              what: `${waiting} import jobs wait in the data store ${DatastoreId}, and no more than ${MOST_WAITING} may: further starts are refused until some have ended`,
              next: `lower maxOpenJobsPerDataStore in config/${patient.stage.stage}.json where others start jobs there as well, or ask AWS for more: aws service-quotas list-service-quotas --service-code healthlake`,
            },
          ];
    }),
};
