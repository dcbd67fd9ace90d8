import { randomUUID } from 'node:crypto';
import { about, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';

const NO_SUCH_ID = 'inlet-verify-nobody';

/** Statuses of answers, `200, 404`. */
export const statuses = async (answers: readonly Promise<{ status: number }>[]): Promise<string> =>
  (await Promise.all(answers)).map(({ status }) => status).join(', ');

/** The same of requests that depend on each other. */
async function statusesInTurn(...requests: readonly (() => Promise<{ status: number }>)[]): Promise<string> {
  const seen: number[] = [];
  for (const request of requests) seen.push((await request()).status);
  return seen.join(', ');
}

export const put = (bench: Bench, name: string, more: object = {}, headers: Record<string, string> = {}) =>
  bench.fhir('PUT', `Patient/${bench.id(name)}`, { body: bench.patient(name, more), headers });

/** A patient with three versions and a deletion. */
const withHistory = (bench: Bench): Promise<string> =>
  bench.once('history', async () => {
    for (const birthDate of ['2001-01-01', '2002-02-02']) await put(bench, 'history', { birthDate });
    await bench.fhir('DELETE', `Patient/${bench.id('history')}`);
    return bench.id('history');
  });

const named = (bench: Bench, value: string) => ({
  ...bench.patient('x'),
  id: undefined,
  identifier: [{ system: 'urn:inlet:verify', value: bench.id(value) }],
});

export const FHIR_INTERACTIONS = [
  ...about('Interactions', {
    'types-and-methods': [
      'AuditEvent with update and delete, OperationOutcome and Parameters with read, search and create are 405, as is every other method that a URL does not take; a resource type that HealthLake does not support is 404. A parameter of the URL that an interaction does not have is 400, of a read and a write, too.',
      writes('405, 405, 405, 404, 400', ({ fhir }) =>
        statuses([
          fhir('DELETE', `AuditEvent/${NO_SUCH_ID}`),
          fhir('GET', `OperationOutcome/${NO_SUCH_ID}`),
          fhir('DELETE', 'metadata'),
          fhir('GET', `Nonsense/${NO_SUCH_ID}`),
          fhir('GET', `Patient/${NO_SUCH_ID}?name=nobody`),
        ]),
      ),
    ],
    'pages-of-histories': [
      'A history takes `_count` (100 and more are a page of 100), `_since`, `_at` and nothing else; each page has the versions before those of the last one. Its entries say PUT where a version is no deletion: who reads it is not told whether a create or an update made it. A resource type’s history asks for GetHistoryByResourceId and the right to search.',
      writes('DELETE, PUT, PUT; another parameter 400', async (bench) => {
        const id = await withHistory(bench);
        const { json } = await bench.fhir('GET', `Patient/${id}/_history?_count=200`);
        const methods = (json.entry ?? []).map(({ request }) => request?.method ?? 'none');
        const other = await bench.fhir('GET', `Patient/${id}/_history?name=x`);
        return `${methods.join(', ')}; another parameter ${other.status}`;
      }),
    ],
    conditions: [
      'A condition is a search of the caller’s own, with SearchWithGet and the right to search beside those of the interaction; where it finds more than one resource, the answer is 412, and without any criterion, or with a parameter of the search’s result, 400.',
      writes('412, 400', async (bench) => {
        for (const name of ['same-1', 'same-2'])
          await put(bench, name, { identifier: named(bench, 'same').identifier });
        const condition = `identifier=urn:inlet:verify|${bench.id('same')}`;
        return statuses([
          bench.fhir('PUT', `Patient?${condition}`, { body: named(bench, 'same') }),
          bench.fhir('PUT', 'Patient', { body: named(bench, 'same') }),
        ]);
      }),
    ],
    'conditional-create': [
      'A conditional create that finds the resource is 200 with its Location, and with the resource itself for who may read it.',
      writes('201, then 200 with a Location and the resource', async (bench) => {
        const condition = `identifier=urn:inlet:verify|${bench.id('created')}`;
        const create = () =>
          bench.fhir('POST', 'Patient', {
            body: named(bench, 'created'),
            headers: { 'if-none-exist': condition },
          });
        const first = await create();
        const again = await create();
        const what = `${again.headers.location ? 'with' : 'without'} a Location and the ${again.json.resourceType === 'Patient' ? 'resource' : 'rest'}`;
        return `${first.status}, then ${again.status} ${what}`;
      }),
    ],
    'options-without-authorization': [
      'OPTIONS is answered without authorization, 204 with Allow.',
      writes('204 with Allow', async ({ fhir }) => {
        const { status, headers } = await fhir('OPTIONS', 'Patient', { signed: 'none' });
        return `${status} ${headers.allow ? 'with' : 'without'} Allow`;
      }),
    ],
    'smart-configuration': [
      '`.well-known/smart-configuration` is the Metadata as it was given and needs no authorization; where its `issuer` is `https://issuer.invalid`, as in stage local, the local issuer’s own members take the place of the same. A data store with AWS_AUTH has none: 404.',
      writes('as it was given, or 404 without any', async (bench) => {
        const { body } = await bench.api('DescribeFHIRDatastore', { DatastoreId: bench.datastoreId });
        const given = (
          body.DatastoreProperties as { IdentityProviderConfiguration?: { Metadata?: string } } | undefined
        )?.IdentityProviderConfiguration?.Metadata;
        const { status, text } = await bench.fhir('GET', '.well-known/smart-configuration', {
          signed: 'none',
        });
        const isGiven = text === given || given?.includes('https://issuer.invalid') === true;
        const isRight = given === undefined ? status === 404 : status === 200 && isGiven;
        return isRight ? 'as it was given, or 404 without any' : `${status}, otherwise`;
      }),
    ],
  }),

  ...about('Patch', {
    'statuses-of-patches': [
      'A patch that is out of form is 400, one that cannot be applied 422, and so is one that changes type or id. If-Match of another version is 412, as for every write; the guide’s page on PATCH has 409.',
      writes('out of form 400, not to be applied 422, another id 422, another version 412', async (bench) => {
        await put(bench, 'patched', { active: true });
        const patch = (operation: object, headers: Record<string, string> = {}) =>
          bench.fhir('PATCH', `Patient/${bench.id('patched')}`, {
            body: JSON.stringify([operation]),
            headers: { 'content-type': 'application/json-patch+json', ...headers },
          });
        const replace = { op: 'replace', path: '/active', value: false };
        const answers = await Promise.all([
          patch({ op: 'merge', path: '/active' }),
          patch({ op: 'remove', path: '/gender' }),
          patch({ op: 'replace', path: '/id', value: 'x' }),
          patch(replace, { 'if-match': 'W/"77"' }),
        ]);
        const [form, applied, id, version] = answers.map(({ status }) => status);
        return `out of form ${form}, not to be applied ${applied}, another id ${id}, another version ${version}`;
      }),
    ],
    'fhirpath-deletes': [
      'To delete by FHIRPath what is not there is no error; a path that leads to more than one element is.',
      writes('200, then 422', async (bench) => {
        await put(bench, 'by-path', { name: [{ text: 'a' }, { text: 'b' }] });
        const remove = (path: string) =>
          bench.fhir('PATCH', `Patient/${bench.id('by-path')}`, {
            body: {
              resourceType: 'Parameters',
              parameter: [
                {
                  name: 'operation',
                  part: [
                    { name: 'type', valueCode: 'delete' },
                    { name: 'path', valueString: path },
                  ],
                },
              ],
            },
          });
        const first = await remove('Patient.birthDate');
        return `${first.status}, then ${(await remove('Patient.name')).status}`;
      }),
    ],
  }),

  ...about('Versions and writes', {
    'checks-of-writes': [
      'A write is checked as a line of an import is, at the level of `x-amzn-healthlake-fhir-validation-level`, strict without it; what `minimal` lets pass is stored as it came.',
      writes('strict 400, structure-only 201', async (bench) => {
        const more = { contact: [{ gender: 'other' }] };
        const strict = await put(bench, 'checked', more);
        const less = await put(bench, 'checked', more, {
          'x-amzn-healthlake-fhir-validation-level': 'structure-only',
        });
        return `strict ${strict.status}, structure-only ${less.status}`;
      }),
    ],
    'put-of-a-new-id': [
      'PUT of an id that is not there creates it with 201. So does PUT of one that is deleted, with the next version: R4 has 201 for what is created, and a resource that answers 410 is not there. A line of an import and an entry of a history say the same.',
      writes('201, 204, 201 with version 3', async (bench) => {
        const first = await put(bench, 'again');
        const gone = await bench.fhir('DELETE', `Patient/${bench.id('again')}`);
        const back = await put(bench, 'again');
        return `${first.status}, ${gone.status}, ${back.status} with version ${back.json.meta?.versionId}`;
      }),
    ],
    'times-of-versions': [
      'Times rise in the order of the writes, imports among them: each version has the time at which it is stored. Where the machine’s clock was set back, a version has the time of the one before it, and is never older; between resources that does not hold then.',
      writes('never older', async (bench) => {
        const { json } = await bench.fhir('GET', `Patient/${await withHistory(bench)}/_history?_count=9`);
        const times = (json.entry ?? []).flatMap(({ resource }) => resource?.meta?.lastUpdated ?? []);
        const isOlder = (time: string, at: number): boolean => time < (times[at + 1] ?? '');
        return times.length === 2 && !times.some(isOlder) ? 'never older' : 'otherwise';
      }),
    ],
    deletions: [
      'DELETE answers 204, also for what is deleted already; what was never there is 404.',
      writes('204, 204, 404', async (bench) => {
        await put(bench, 'deleted');
        const remove = (name: string) => () => bench.fhir('DELETE', `Patient/${bench.id(name)}`);
        return statusesInTurn(remove('deleted'), remove('deleted'), remove('never'));
      }),
    ],
    'largest-body': [
      'A body over 5 MB is 413, in gzip as well, by what is in it.',
      writes('413', async (bench) => {
        const text = 'x'.repeat(5_300_000);
        return String((await put(bench, 'large', { name: [{ text }] })).status);
      }),
    ],
    'idempotency-keys': [
      'Idempotency keys hold for the whole data store and are not forgotten. Where the original is of another type, or deleted, 409 has an OperationOutcome.',
      writes('201, then 409 with an OperationOutcome', async (bench) => {
        const headers = { 'x-amz-fhir-idempotency-key': randomUUID() };
        const create = (resourceType: string) =>
          bench.fhir('POST', resourceType, {
            body: { ...bench.patient('x'), id: undefined, resourceType },
            headers,
          });
        const first = await create('Patient');
        const again = await create('Practitioner');
        return `${first.status}, then ${again.status} with an ${again.json.resourceType}`;
      }),
    ],
  }),
];
