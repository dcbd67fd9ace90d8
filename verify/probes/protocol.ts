import { about, noProbe, reads } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import { NotRun } from '../cannot-tell.ts';

/** A data store that nobody has. */
const NOBODYS = 'f'.repeat(32);
const UNKNOWN = { DatastoreId: NOBODYS };
const MEBIBYTE = 1024 * 1024;

const outcomesOf = async (answers: readonly Promise<{ outcome: string }>[]): Promise<string> =>
  (await Promise.all(answers)).map(({ outcome }) => outcome).join(', ');

/** A signature with one digit changed, a key that nobody has. */
const wrongSignature = (headers: Record<string, string>): Record<string, string> => ({
  ...headers,
  authorization: (headers.authorization ?? '').replace(/[0-9a-f]$/, (digit) => (digit === '0' ? '1' : '0')),
});
const wrongKey = (headers: Record<string, string>): Record<string, string> => ({
  ...headers,
  authorization: (headers.authorization ?? '').replace(/Credential=[^/]+/, 'Credential=AKIAINLETVERIFYNONE0'),
});

/** A local cloud verifies signatures where it is told to. */
const strictly =
  (look: (bench: Bench) => Promise<string>) =>
  async (bench: Bench): Promise<string> => {
    const seen = await look(bench);
    const { outcome } = await bench.api('DescribeFHIRDatastore', UNKNOWN, { afterwards: wrongSignature });
    if (bench.stage.stage === 'local' && outcome === 'ResourceNotFoundException')
      throw new NotRun('the local cloud verifies signatures with `npx inlet local --strict-auth`');
    return seen;
  };

export const PROTOCOL = [
  ...about('Protocol and errors', {
    'error-statuses': [
      'Statuses are 400 and 500, as the API reference says, and those of its [common errors](healthlake-api.md#common-errors); its present edition and the model have others (`errorStatuses`).',
      reads(
        'no such data store 400, no such action 404, no signature 403, broken signature 400',
        async ({ api }) => {
          const answers = await Promise.all([
            api('DescribeFHIRDatastore', UNKNOWN),
            api('DescribeNothing', {}),
            api('DescribeFHIRDatastore', UNKNOWN, { signed: 'none' }),
            api('DescribeFHIRDatastore', UNKNOWN, {
              signed: 'none',
              headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a' },
            }),
          ]);
          const [store, action, none, broken] = answers.map(({ status }) => status);
          return `no such data store ${store}, no such action ${action}, no signature ${none}, broken signature ${broken}`;
        },
      ),
    ],
    'order-of-checks': [
      'Checks come in the order target, credentials, content type, size, JSON, types, constraints, request rate, permission, existence.',
      reads(
        'MissingAuthenticationToken, UnknownOperationException, RequestEntityTooLargeException, SerializationException, SerializationException, ValidationException, ResourceNotFoundException',
        ({ api }) =>
          // Each request is wrong in two of them, one behind the other. Of the target, credentials-before-target tells.
          outcomesOf([
            api('DescribeFHIRDatastore', UNKNOWN, {
              signed: 'none',
              headers: { 'content-type': 'text/plain' },
            }),
            api('DescribeFHIRDatastore', ' '.repeat(MEBIBYTE + 1), {
              headers: { 'content-type': 'text/plain' },
            }),
            api('DescribeFHIRDatastore', '{'.repeat(MEBIBYTE + 1)),
            api('DescribeFHIRDatastore', '{"DatastoreId": 5'),
            api('ListFHIRImportJobs', { DatastoreId: 5, MaxResults: 0 }),
            api('ListFHIRImportJobs', { ...UNKNOWN, MaxResults: 0 }),
            api('ListFHIRImportJobs', UNKNOWN),
          ]),
      ),
    ],
    'other-content-type': [
      'Another content type is UnknownOperationException (404).',
      reads('UnknownOperationException', async ({ api }) =>
        outcomesOf([api('DescribeFHIRDatastore', UNKNOWN, { headers: { 'content-type': 'text/plain' } })]),
      ),
    ],
    'no-authorization': [
      'A missing Authorization is MissingAuthenticationToken (403), a broken one IncompleteSignature (400).',
      reads('MissingAuthenticationToken, IncompleteSignature', ({ api }) =>
        outcomesOf([
          api('DescribeFHIRDatastore', UNKNOWN, { signed: 'none' }),
          api('DescribeFHIRDatastore', UNKNOWN, {
            signed: 'none',
            headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a' },
          }),
        ]),
      ),
    ],
    'signed-query': [
      'A signature may stand in the query (`X-Amz-Algorithm` and the others of the Common Parameters page), here and on the FHIR endpoint, where such parameters are none of a search. `Action` and `Version` of that page count where X-Amz-Target is missing.',
      reads('ResourceNotFoundException here, 200 on the FHIR endpoint', async ({ api, fhirOf, stage }) => {
        const { outcome } = await api('DescribeFHIRDatastore', UNKNOWN, { signed: 'query' });
        const fhir = await fhirOf(stage.datastoreId);
        const { status } = await fhir('GET', 'Patient?_count=1', { signed: 'query' });
        return `${outcome} here, ${status} on the FHIR endpoint`;
      }),
    ],
    'body-over-a-mebibyte': [
      'A body over 1 MiB is RequestEntityTooLargeException (413).',
      reads('RequestEntityTooLargeException', async ({ api }) =>
        outcomesOf([api('DescribeFHIRDatastore', { ...UNKNOWN, More: 'x'.repeat(MEBIBYTE) })]),
      ),
    ],
    'not-serializable': [
      'Malformed JSON, wrong JSON types, and times beyond the year 275760 are SerializationException (400).',
      reads('SerializationException, SerializationException, SerializationException', ({ api }) =>
        outcomesOf([
          api('DescribeFHIRDatastore', '{"DatastoreId": '),
          api('DescribeFHIRDatastore', { DatastoreId: 5 }),
          api('ListFHIRImportJobs', { ...UNKNOWN, SubmittedAfter: 8.64e12 + 1 }),
        ]),
      ),
    ],
    'common-error-names': [
      "The wire has the framework's names where editions of the reference have others, as other AWS JSON services do: UnknownOperationException for InvalidAction, UnrecognizedClientException for InvalidClientTokenId, InvalidSignatureException for RequestExpired.",
      reads('UnknownOperationException', async ({ api }) => outcomesOf([api('DescribeNothing', {})])),
    ],
  }),

  ...about('Signatures and permissions', {
    'wrong-credentials': [
      'A wrong signature, scope or date is InvalidSignatureException, an unknown access key UnrecognizedClientException (403); S3 uses its own codes.',
      reads(
        'InvalidSignatureException, UnrecognizedClientException',
        strictly(({ api }) =>
          outcomesOf([
            api('DescribeFHIRDatastore', UNKNOWN, { afterwards: wrongSignature }),
            api('DescribeFHIRDatastore', UNKNOWN, { afterwards: wrongKey }),
          ]),
        ),
      ),
    ],
    'credentials-before-target': [
      'In strict mode credentials are checked before the target.',
      reads(
        'InvalidSignatureException',
        strictly(async ({ api }) => outcomesOf([api('DescribeNothing', {}, { afterwards: wrongSignature })])),
      ),
    ],
  }),

  ...about('Validation', {
    'whole-patterns': [
      'Patterns hold for the whole text; lengths count Unicode characters.',
      reads('ValidationException, ResourceNotFoundException', ({ api }) =>
        outcomesOf([
          api('ListFHIRImportJobs', { ...UNKNOWN, JobName: 'a job\u0007' }),
          // 64 letters beyond U+FFFF are 128 units of UTF-16.
          api('ListFHIRImportJobs', { ...UNKNOWN, JobName: '\u{1D49C}'.repeat(64) }),
        ]),
      ),
    ],
    'empty-union': [
      'A union without its member, and rules that no model states, are ValidationException in words of our own.',
      reads('ValidationException', async ({ api, stage }) =>
        outcomesOf([
          api('StartFHIRImportJob', {
            ...UNKNOWN,
            InputDataConfig: {},
            JobOutputDataConfig: {
              S3Configuration: { S3Uri: 's3://inlet-verify/nothing/', KmsKeyId: stage.kmsKeyId },
            },
            DataAccessRoleArn: stage.dataAccessRoleArn,
            ClientToken: 'inlet-verify',
          }),
        ]),
      ),
    ],
  }),

  ...about('Request rates', {
    'burst-of-requests': [
      'As many requests as one interval allows may come at once; requests of wrong form do not count.',
      noProbe('harm', 'whoever else calls HealthLake in the account would be throttled meanwhile'),
    ],
  }),

  ...about('ListFHIRDatastores', {
    'filters-of-stores': [
      'Filters are combined with “and”; names are compared whole and by case.',
      reads('found 1, in capitals 0, its beginning 0, with another status 0', async ({ api, stage }) => {
        const named = await api('DescribeFHIRDatastore', { DatastoreId: stage.datastoreId });
        const { DatastoreName: name = '' } = named.body.DatastoreProperties as { DatastoreName?: string };
        const found = async (filter: object): Promise<number> => {
          const { body } = await api('ListFHIRDatastores', { Filter: filter });
          const stores = (body.DatastorePropertiesList ?? []) as { DatastoreId?: string }[];
          return stores.filter(({ DatastoreId }) => DatastoreId === stage.datastoreId).length;
        };
        const counts = [
          await found({ DatastoreName: name, DatastoreStatus: 'ACTIVE' }),
          await found({ DatastoreName: name.toUpperCase() }),
          await found({ DatastoreName: name.slice(0, -1) }),
          await found({ DatastoreName: name, DatastoreStatus: 'DELETED' }),
        ];
        return `found ${counts[0]}, in capitals ${counts[1]}, its beginning ${counts[2]}, with another status ${counts[3]}`;
      }),
    ],
  }),
];
