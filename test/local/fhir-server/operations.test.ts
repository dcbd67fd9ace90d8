import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint } from './endpoint.ts';
import { BEARER, idsIn, linkOf, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  for (const id of ['me', 'other']) {
    await endpoint.put({ resourceType: 'Patient', id });
    await endpoint.put(dated(`new-${id}`, id, '2025-06-01'));
    await endpoint.put(dated(`old-${id}`, id, '2001'));
    await endpoint.put({ ...observation(`undated-${id}`, `Patient/${id}`) });
    await endpoint.put({
      ...{ resourceType: 'Encounter', id: `e-${id}`, status: 'finished', class: { code: 'AMB' } },
      subject: { reference: `Patient/${id}` },
      period: { start: '2025-06-01' },
    } as never);
  }
  await endpoint.put({ resourceType: 'Practitioner', id: 'doctor' });
});
afterAll(() => endpoint.stop());

const dated = (id: string, patient: string, effectiveDateTime: string) => ({
  ...observation(id, `Patient/${patient}`),
  encounter: { reference: `Encounter/e-${patient}` },
  effectiveDateTime,
});

describe('Patient/$everything', () => {
  const everything = (query = '', headers: Record<string, string> = {}): Promise<Answer> =>
    endpoint.send(`Patient/me/$everything${query}`, { headers });

  test('has what is in the compartment, sorted by type and id, with the total', async () => {
    const answer = await everything();
    expect(idsIn(answer)).toEqual(['e-me', 'new-me', 'old-me', 'undated-me', 'me']);
    expect(answer.json).toMatchObject({ type: 'searchset', total: 5 });
  });

  test('comes in pages', async () => {
    const ids: string[] = [];
    const totals: unknown[] = [];
    for (let next: string | undefined = 'Patient/me/$everything?_count=2'; next !== undefined;) {
      const page = await endpoint.send(next);
      ids.push(...idsIn(page));
      totals.push(page.json.total);
      next = linkOf(page, 'next');
    }
    expect([ids, totals]).toEqual([
      ['e-me', 'new-me', 'old-me', 'undated-me', 'me'],
      [5, 5, 5],
    ]);
  });

  test('can be asked for types, dates of care and changes since', async () => {
    expect(idsIn(await everything('?_type=Encounter,Patient'))).toEqual(['e-me', 'me']);
    expect(idsIn(await everything('?start=2020-01-01'))).toEqual(['e-me', 'new-me', 'me']);
    expect(idsIn(await everything('?end=2020-01-01T00:00:00Z'))).toEqual(['old-me', 'me']);
    const now = new Date(endpoint.clock.now() + 5000).toISOString();
    expect(idsIn(await everything(`?_since=${now}`))).toEqual([]);
    expect(idsIn(await everything(`?since=2000-01-01&_type=Patient`))).toEqual(['me']);
  });

  test.each(['?_type=Basic', '?start=soon', '?_count=0', '?_sort=x', '?_type=Patient&_type=Group'])(
    'with %s is 400',
    async (query) => {
      expect((await everything(query)).status).toBe(400);
    },
  );

  test('of nobody is 404', async () => {
    expect((await endpoint.send('Patient/nobody/$everything')).status).toBe(404);
  });

  test('has no more than the scopes reach', async () => {
    endpoint.allow({ scope: 'patient/*.rs', patient: 'me' });
    expect(idsIn(await everything('', BEARER))).toHaveLength(5);
    expect((await endpoint.send('Patient/other/$everything', { headers: BEARER })).status).toBe(403);
    expect((await endpoint.send('Patient/nobody/$everything', { headers: BEARER })).status).toBe(403);
    endpoint.allow({ scope: 'patient/Patient.rs patient/Encounter.r patient/Observation.s', patient: 'me' });
    const some = await everything('', BEARER);
    expect([idsIn(some), some.json.total]).toEqual([['new-me', 'old-me', 'undated-me', 'me'], 4]);
    endpoint.allow({ scope: 'patient/Observation.rs', patient: 'me' });
    expect((await everything('', BEARER)).status).toBe(403);
    endpoint.deny('healthlake:SearchEverything');
    expect((await everything()).status).toBe(403);
    endpoint.deny();
  });
});

describe('Encounter/$everything', () => {
  test('has what refers to the encounter, and is beyond the guide', async () => {
    const path = 'Encounter/e-me/$everything';
    expect(idsIn(await endpoint.send(path))).toEqual(['e-me', 'new-me', 'old-me']);
    const statement = JSON.stringify((await endpoint.send('metadata')).json);
    expect(statement).toContain('Encounter-everything');
    endpoint.healthLake.configure({ guideOnly: true });
    expect((await endpoint.send(path)).status).toBe(501);
    const inGuide = JSON.stringify((await endpoint.send('metadata')).json);
    expect([inGuide.includes('Encounter-everything'), inGuide.includes('Patient-everything')]).toEqual([
      false,
      true,
    ]);
    endpoint.healthLake.configure({ guideOnly: false });
  });
});

describe('$validate', () => {
  const validate = (body: unknown, path = 'Patient/$validate', headers: Record<string, string> = {}) =>
    endpoint.send(path, { method: 'POST', body, headers });
  const parameters = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });

  test('says what is wrong, or that nothing is, and stores nothing', async () => {
    const right = await validate({ resourceType: 'Patient', id: 'v1' });
    expect([right.status, right.issues]).toEqual([200, ['informational: Validation successful']]);
    const wrong = await validate({ resourceType: 'Patient', gender: 'unheard-of' });
    expect([wrong.status, wrong.json.issue]).toEqual([200, [expect.objectContaining({ severity: 'error' })]]);
    expect((await endpoint.send('Patient/v1')).status).toBe(404);
  });

  test('takes Parameters, a profile and a mode', async () => {
    const resource = { resourceType: 'Patient', id: 'v2' };
    const given = (mode: string) =>
      parameters({ name: 'resource', resource }, { name: 'mode', valueString: mode });
    expect((await validate(given('create'))).issues).toEqual(['informational: Validation successful']);
    expect((await validate(given('update'), 'Patient/v3/$validate')).issues[0]).toMatch(/^value: /);
    expect((await validate(given('delete'))).status).toBe(400);
    expect((await validate(parameters())).status).toBe(400);
    const profiled = await validate(resource, 'Patient/$validate?profile=http://example.org/unknown');
    expect(profiled.issues[0]).toContain('http://example.org/unknown');
    const vital = { ...observation('v4', 'Patient/me') };
    const vitals = 'http://hl7.org/fhir/StructureDefinition/vitalsigns';
    expect((await validate(vital, `Observation/$validate?profile=${vitals}`)).issues[0]).not.toContain(
      'successful',
    );
  });

  test('refuses another type, and what is no resource', async () => {
    expect((await validate({ resourceType: 'Group' })).status).toBe(400);
    expect((await validate('[')).status).toBe(400);
    expect((await validate({ resourceType: 'Basic' }, 'Basic/$validate')).status).toBe(404);
  });

  test('is for who may create or update', async () => {
    for (const [scope, status] of [
      ['system/Patient.c', 200],
      ['system/Patient.u', 200],
      ['system/Patient.rds', 403],
      ['system/Observation.cu', 403],
    ] as const) {
      endpoint.allow({ scope });
      expect([scope, (await validate({ resourceType: 'Patient' }, undefined, BEARER)).status]).toEqual([
        scope,
        status,
      ]);
    }
  });
});
