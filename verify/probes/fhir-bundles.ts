import { about, noProbe, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import type { FhirAnswer } from '../bench/fhir.ts';
import { put } from './fhir-interactions.ts';

const ASYNC = { prefer: 'respond-async' };

const bundle = (
  bench: Bench,
  type: 'batch' | 'transaction',
  entry: readonly object[],
  headers: Record<string, string> = {},
): Promise<FhirAnswer> => bench.fhir('POST', '', { body: { resourceType: 'Bundle', type, entry }, headers });

const putting = (bench: Bench, name: string, more: object = {}) => ({
  resource: bench.patient(name, more),
  request: { method: 'PUT', url: `Patient/${bench.id(name)}` },
});

/** Follows what was taken with 202 to its end. */
const followed = (bench: Bench, what: string, { headers }: FhirAnswer): Promise<FhirAnswer> =>
  bench.until(what, async () => {
    const answer = await bench.fhir('GET', headers['content-location'] ?? '');
    return answer.status === 202 ? undefined : answer;
  });

/** An export of all patients by GET, to its end. */
const exported = (bench: Bench): Promise<{ started: FhirAnswer; ended: FhirAnswer }> =>
  bench.once('export by GET', async () => {
    await put(bench, 'exported');
    const started = await bench.fhir('GET', 'Patient/$export?_type=Patient', { headers: ASYNC });
    return { started, ended: await followed(bench, 'an $export to end', started) };
  });

const OTHER_CALLERS = 'it takes credentials of two callers with different rights';

export const FHIR_BUNDLES = [
  ...about('Export by $export', {
    'kick-off': [
      'The kick-off is 202; so is the state of a job that has not ended, with X-Progress. Without `Prefer: respond-async` it is 400.',
      writes('202, without Prefer 400', async (bench) => {
        const { started } = await exported(bench);
        const plain = await bench.fhir('GET', 'Patient/$export?_type=Patient');
        return `${started.status}, without Prefer ${plain.status}`;
      }),
    ],
    'files-of-an-export': [
      'A file is at `export/{jobId}/{type}/{file}` and has at most 100 MB. “The same credentials” are the same caller, or the same role, scopes and patient: others get 403.',
      writes('at export/{jobId}/Patient/{file}, 200', async (bench) => {
        const { ended } = await exported(bench);
        const [file] = (ended.json.output ?? []) as { url?: string }[];
        const isThere = /\/export\/[^/]+\/Patient\/[^/]+$/.test(file?.url ?? '');
        const { status } = await bench.fhir('GET', file?.url ?? '', {
          headers: { accept: 'application/fhir+ndjson' },
        });
        return `${isThere ? 'at export/{jobId}/Patient/{file}' : 'elsewhere'}, ${status}`;
      }),
    ],
    'members-of-an-export': [
      'All members of the answer are lower camel, those too that the guide’s example has otherwise (`JobName`, `S3Uri`).',
      writes('lower camel', async (bench) => {
        const { ended } = await exported(bench);
        return Object.keys(ended.json).every((name) => /^[a-z]/.test(name)) ? 'lower camel' : 'otherwise';
      }),
    ],
    'exports-by-get-are-not-listed': [
      'Jobs that a GET has started are not in DescribeFHIRExportJob and ListFHIRExportJobs and send no native events, since they have no output location. They wait in the same queue.',
      writes('ResourceNotFoundException', async (bench) => {
        const { started } = await exported(bench);
        const JobId = /([^/]+)\/?$/.exec(started.headers['content-location'] ?? '')?.[1] ?? '';
        const { outcome } = await bench.api('DescribeFHIRExportJob', {
          DatastoreId: bench.datastoreId,
          JobId,
        });
        return outcome;
      }),
    ],
    'exports-by-token': [
      'By a token an export takes `system/` scopes that read and search all of each type. Without `_type` it has the types that the scopes have; who asks for others gets 403, and so does who asks for the state of a job with other types.',
      noProbe('harm', 'it exports the data of a data store with an identity provider'),
    ],
    'whom-an-export-has': [
      'Patients’ data is R4’s compartment; a Group’s members are those at the kick-off. `_since` and `_until` compare the last change, both included.',
      noProbe('time', 'it takes several exports of minutes each; what R4 defines is sure enough'),
    ],
    'instant-of-an-export': [
      'An export is the data store at one instant, that at which its work begins, and `transactionTime` is this instant: what was written before is in it, and nothing that is written later, by whomever. What is written within the same millisecond may be on either side; `_since` with that time has it.',
      writes('behind what it has', async (bench) => {
        const { ended } = await exported(bench);
        const { json } = await bench.fhir('GET', `Patient/${bench.id('exported')}`);
        const instant = (ended.json as { transactionTime?: string }).transactionTime ?? '';
        return instant >= (json.meta?.lastUpdated ?? '?') ? 'behind what it has' : 'before what it has';
      }),
    ],
    'ended-exports': [
      'A job that has ended cannot be cancelled: 400 with issue code `not-supported`. What it had written stays.',
      writes('400 not-supported', async (bench) => {
        const { started } = await exported(bench);
        const { status, codes } = await bench.fhir('DELETE', started.headers['content-location'] ?? '');
        return `${status} ${codes.join(', ')}`;
      }),
    ],
  }),

  ...about('Bundles', {
    'rights-of-bundles': [
      'The Bundle asks for ProcessBundle, and each entry for its own action beside it.',
      noProbe('harm', 'it takes a caller with fewer permissions, so changes of IAM'),
    ],
    'failed-transactions': [
      'A failed transaction has the status of the entry that failed, and names it.',
      writes('404 naming the entry', async (bench) => {
        const answer = await bundle(bench, 'transaction', [
          putting(bench, 'tried'),
          { request: { method: 'GET', url: `Patient/${bench.id('never')}` } },
        ]);
        return `${answer.status} ${answer.text.includes('entry[1]') ? '' : 'not '}naming the entry`;
      }),
    ],
    'conditional-references': [
      'A conditional reference is a search of the caller’s among what the transaction leaves and writes; none or several found are 412.',
      writes('412', async (bench) => {
        const reference = `Organization?identifier=urn:inlet:verify|${bench.id('none')}`;
        const entry = putting(bench, 'referring', { managingOrganization: { reference } });
        return String((await bundle(bench, 'transaction', [entry])).status);
      }),
    ],
    'links-of-transactions': [
      'A link that is the fullUrl of no entry stays as it is, `urn:` ones included. Two entries that write under one fullUrl are 400, and so is a batch with `Prefer: respond-async`.',
      writes('stays, 400, 400', async (bench) => {
        const reference = 'urn:uuid:6d5c2f0e-0b5b-4b9e-8d0a-1f6d2c9a7b12';
        await bundle(bench, 'transaction', [
          putting(bench, 'linked', { managingOrganization: { reference } }),
        ]);
        const { json } = await bench.fhir('GET', `Patient/${bench.id('linked')}`);
        const stays = JSON.stringify(json.managingOrganization ?? '').includes(reference);
        const fullUrl = 'urn:uuid:6d5c2f0e-0b5b-4b9e-8d0a-1f6d2c9a7b13';
        const twice = ['one', 'two'].map((name) => ({ ...putting(bench, name), fullUrl }));
        const double = await bundle(bench, 'transaction', twice);
        const batch = await bundle(bench, 'batch', [putting(bench, 'late')], ASYNC);
        return `${stays ? 'stays' : 'is changed'}, ${double.status}, ${batch.status}`;
      }),
    ],
    'most-entries': [
      'More than 500 entries are 400.',
      writes('400', async (bench) => {
        const entry = Array.from({ length: 501 }, () => ({
          request: { method: 'GET', url: `Patient/${bench.id('never')}` },
        }));
        return String((await bundle(bench, 'batch', entry)).status);
      }),
    ],
    'later-transactions': [
      'What a transaction’s entries ask for is authorized when they are sent and again when their turn has come. A data store’s asynchronous transactions are done in the order they came in.',
      writes('202, then 200 in their order', async (bench) => {
        const submit = (birthDate: string) =>
          bundle(bench, 'transaction', [putting(bench, 'later', { birthDate })], ASYNC);
        const first = await submit('2001-01-01');
        const second = await submit('2002-02-02');
        const ends = [first, second].map((answer) => followed(bench, 'a transaction to be done', answer));
        const [one, two] = await Promise.all(ends);
        const { json } = await bench.fhir('GET', `Patient/${bench.id('later')}`);
        const isInOrder = one?.status === two?.status && json.birthDate === '2002-02-02';
        return `${first.status}, then ${one?.status} ${isInOrder ? 'in their order' : 'in another order'}`;
      }),
    ],
    'answers-of-transactions': [
      'The answer of an asynchronous transaction is for who has sent it: the same caller, or the same role, scopes and patient; others get 404.',
      noProbe('harm', OTHER_CALLERS),
    ],
  }),
];
