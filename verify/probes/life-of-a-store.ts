import type { ExportJobProperties } from '@aws-sdk/client-healthlake';
import { CreateFHIRDatastoreCommand, DescribeFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import { countOf, nameOf } from '../../errors/index.ts';
import { about, noProbe, takesTime } from '../assumption.ts';
import { expectAccess } from '../bench/access.ts';
import type { Bench } from '../bench/bench.ts';

/** How names of data stores of runs begin. */
export const NAMES = 'inlet-verify-';

/** Names the data stores of a run, so that they are found after a kill. */
export const storeName = (runId: string, name: string): string => `${NAMES}${runId}-${name}`;

/** What was answered at each point in the life of a data store. */
interface Life {
  created: { encryption?: string; strategy?: string };
  whileCreating: { job: string; deletion: string };
  emptyExport: { job: ExportJobProperties; files: number };
  tags: { most: string; oneMore: string };
  whileDeleting: { job: string; deletion: string; fhir: number };
  deleted: { deletion: string; tagging: string; job: string; jobsListed: number };
}

/** Makes a data store, asks at each point of its life what is asked, and deletes it. */
const life = (bench: Bench): Promise<Life> =>
  bench.once('life of a data store', async () => {
    const { api, jobs, until, stage } = bench;
    const { DatastoreId = '', DatastoreArn = '' } = await stage.healthLake.send(
      new CreateFHIRDatastoreCommand({
        DatastoreName: storeName(bench.runId, 'life'),
        DatastoreTypeVersion: 'R4',
      }),
    );
    const properties = async () =>
      (await stage.healthLake.send(new DescribeFHIRDatastoreCommand({ DatastoreId }))).DatastoreProperties;
    const job = (name: string): Promise<string> =>
      jobs.start(name, { files: {}, datastoreId: DatastoreId }).then(() => 'taken', nameOf);
    const deletion = async (): Promise<string> => (await api('DeleteFHIRDatastore', { DatastoreId })).outcome;
    const tag = async (from: number, count: number): Promise<string> => {
      const Tags = Array.from({ length: count }, (_, at) => ({ Key: `verify-${from + at}`, Value: 'x' }));
      return (await api('TagResource', { ResourceARN: DatastoreArn, Tags })).outcome;
    };
    const is = (status: string) =>
      until(`a data store to be ${status}`, async () => {
        const found = (await properties())?.DatastoreStatus;
        return found === status || found === 'CREATE_FAILED' ? found : undefined;
      });

    const whileCreating = { job: await job('life-creating'), deletion: await deletion() };
    await is('ACTIVE');
    const found = await properties();
    const created = {
      encryption: found?.SseConfiguration?.KmsEncryptionConfig?.CmkType ?? 'none',
      strategy: found?.IdentityProviderConfiguration?.AuthorizationStrategy ?? 'none',
    };
    const tags = { most: await tag(0, 200), oneMore: await tag(200, 1) };
    const exported = await jobs.export('life-export', DatastoreId);
    const folder = exported.OutputDataConfig?.S3Configuration?.S3Uri ?? '';
    const files = [...(await bench.objects.texts(folder)).keys()];
    await jobs.ended(await jobs.start('life-job', { files: {}, datastoreId: DatastoreId }), DatastoreId);
    const fhir = await bench.fhirOf(DatastoreId);
    await deletion();
    const whileDeleting = {
      job: await job('life-deleting'),
      deletion: await deletion(),
      fhir: (await fhir('GET', 'Patient?_count=1')).status,
    };
    await is('DELETED');
    const listed = await api('ListFHIRImportJobs', { DatastoreId });
    return {
      created,
      whileCreating,
      emptyExport: { job: exported, files: files.filter((path) => path.endsWith('.ndjson')).length },
      tags,
      whileDeleting,
      deleted: {
        deletion: await deletion(),
        tagging: await tag(0, 1),
        job: await job('life-deleted'),
        jobsListed: ((listed.body.ImportJobPropertiesList ?? []) as object[]).length,
      },
    };
  });

/** What creating a data store is answered that is not to be created; where it is all the same, cleaning up finds it. */
const refusedCreation = (bench: Bench, name: string, more: object): Promise<string> =>
  bench
    .api('CreateFHIRDatastore', {
      DatastoreName: storeName(bench.runId, name),
      DatastoreTypeVersion: 'R4',
      ClientToken: bench.id(name),
      ...more,
    })
    .then(({ outcome }) => outcome);

export const LIFE_OF_A_STORE = [
  ...about('CreateFHIRDatastore', {
    'unusable-key': [
      'A key that cannot be used (`unusableKeys`) and an IdpLambdaArn of this account that no function has are found out while CREATING, as NON_RETRYABLE_ERROR.',
      noProbe('harm', 'it takes a key of the account that HealthLake may not use, so a changed key policy'),
    ],
    'smart-needs-metadata': [
      'With a SMART strategy, Metadata with the members that the guide requires and an IdpLambdaArn are required: ValidationException.',
      takesTime('ValidationException', (bench) =>
        refusedCreation(bench, 'smart', {
          IdentityProviderConfiguration: { AuthorizationStrategy: 'SMART_ON_FHIR_V1' },
        }),
      ),
    ],
    'customer-key-without-id': [
      'CUSTOMER_MANAGED_KMS_KEY without KmsKeyId is ValidationException.',
      takesTime('ValidationException', (bench) =>
        refusedCreation(bench, 'key', {
          SseConfiguration: { KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY' } },
        }),
      ),
    ],
    'most-data-stores': [
      'One data store more than 20 is ValidationException; failed ones count, deleted ones do not.',
      noProbe('cost', 'it takes twenty data stores, each billed by the hour'),
    ],
    'defaults-of-a-store': [
      'What is left out is echoed as its default: AWS_OWNED_KMS_KEY and AWS_AUTH.',
      takesTime('AWS_OWNED_KMS_KEY, AWS_AUTH', async (bench) => {
        const { encryption, strategy } = (await life(bench)).created;
        return `${encryption}, ${strategy}`;
      }),
    ],
  }),
  ...about('DeleteFHIRDatastore', {
    'deletion-in-between': [
      'CREATING and DELETING are ConflictException, and so are jobs that have not ended.',
      takesTime('ConflictException, ConflictException', async (bench) => {
        const { whileCreating, whileDeleting } = await life(bench);
        return `${whileCreating.deletion}, ${whileDeleting.deletion}`;
      }),
    ],
    'deletion-again': [
      'A DELETED data store is ResourceNotFoundException; CREATE_FAILED ones can be deleted.',
      takesTime('ResourceNotFoundException', async (bench) => (await life(bench)).deleted.deletion),
    ],
  }),
  ...about('ListFHIRImportJobs', {
    'jobs-of-deleted-stores': [
      'Jobs of deleted data stores stay listed.',
      takesTime('1 listed', async (bench) => `${(await life(bench)).deleted.jobsListed} listed`),
    ],
  }),
  ...about('Job queue and states', {
    'jobs-need-an-active-store': [
      'A data store that is not ACTIVE takes no jobs: ValidationException, or ResourceNotFoundException when it is DELETED.',
      takesTime('ValidationException, ValidationException, ResourceNotFoundException', async (bench) => {
        const { whileCreating, whileDeleting, deleted } = await life(bench);
        return `${whileCreating.job}, ${whileDeleting.job}, ${deleted.job}`;
      }),
    ],
  }),
  ...about('StartFHIRExportJob', {
    'empty-export': [
      'There is no manifest; an empty data store gives no files.',
      takesTime('COMPLETED with 0 files', async (bench) => {
        const { job, files } = (await life(bench)).emptyExport;
        // Judged by itself: this data store is another one than that of the other jobs, and a role need not trust it.
        expectAccess(job, 'an export of an empty data store');
        return `${job.JobStatus} with ${countOf(files, 'file')}`;
      }),
    ],
  }),
  ...about('TagResource', {
    'most-tags': [
      '200 tags are the limit of the sum, not only of a request: ValidationException.',
      takesTime('done, ValidationException', async (bench) => {
        const { most, oneMore } = (await life(bench)).tags;
        return `${most}, ${oneMore}`;
      }),
    ],
    'tags-of-deleted-stores': [
      'ARNs of DELETED data stores are ResourceNotFoundException.',
      takesTime('ResourceNotFoundException', async (bench) => (await life(bench)).deleted.tagging),
    ],
  }),
  ...about('Interactions', {
    'store-that-is-not-active': [
      'A data store that is not ACTIVE is 404.',
      takesTime('404', async (bench) => String((await life(bench)).whileDeleting.fhir)),
    ],
  }),
];
