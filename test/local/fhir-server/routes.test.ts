import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RESOURCE_TYPES } from '../../../fhir/r4/resource-types.ts';
import type { Answer, Endpoint } from './endpoint.ts';
import { SMART, startEndpoint } from './endpoint.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

describe('what is not there says so', () => {
  test.each([
    ['GET', ''],
    ['POST', '_search'],
    ['GET', '_history'],
    ['PATCH', 'Patient?identifier=1'],
    ['GET', 'Patient/a/Observation'],
    ['GET', '$export'],
    ['POST', 'Patient/$member-match'],
    ['GET', 'Composition/a/$document'],
    ['GET', 'Observation/a/$everything'],
    ['GET', 'ValueSet/$expand'],
    ['POST', 'Patient/a/$purge'],
  ])('%s %s is 501', async (method, path) => {
    const answer = await endpoint.send(path, { method });
    expect([answer.status, answer.issues[0]]).toEqual([501, expect.stringMatching(/^not-supported: /)]);
  });

  test.each([
    ['POST', 'metadata', 'GET, HEAD'],
    ['POST', 'Patient/a', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['PUT', 'Patient/a/_history/1', 'GET, HEAD'],
    ['PUT', 'AuditEvent/a', 'GET, HEAD'],
    ['DELETE', 'AuditEvent/a', 'GET, HEAD'],
    ['HEAD', 'OperationOutcome/a', 'PUT, PATCH, DELETE'],
    ['POST', 'Parameters', ''],
    ['DELETE', 'Transaction/abc', 'GET, HEAD'],
    ['GET', 'OperationOutcome/a', 'PUT, PATCH, DELETE'],
  ])('%s %s is 405 and names the methods that are allowed', async (method, path, allow) => {
    const answer = await endpoint.send(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });

  test.each(['Person/a/b/c/d', 'patient/a', 'Basic', 'Patient/a%2Fb', 'Patient/..%2F..', 'Patient/a_b'])(
    '%s is 404',
    async (path) => {
      expect((await endpoint.send(path)).status).toBe(404);
    },
  );

  test('a broken escape is 400', async () => {
    expect((await endpoint.send('Patient/%E0%A4%A')).status).toBe(400);
  });

  test('other formats than JSON are 406', async () => {
    const statusOf = async (path: string, accept = '*/*') =>
      (await endpoint.send(path, { headers: { accept } })).status;
    expect(await statusOf('metadata', 'application/fhir+xml')).toBe(406);
    expect(await statusOf('metadata?_format=xml')).toBe(406);
    expect(await statusOf('metadata?_format=json', 'text/html')).toBe(200);
    expect(await statusOf('metadata', 'text/html, application/fhir+json;q=0.9')).toBe(200);
  });

  test('an unknown data store is 404, and so is one that is not ACTIVE', async () => {
    const url = endpoint.url.replace(endpoint.datastoreId, 'f'.repeat(32));
    for (const path of ['metadata', '.well-known/smart-configuration', 'Patient/a'])
      expect((await endpoint.send(url + path)).issues[0]).toMatch(/^not-found/);
  });
});

describe('metadata', () => {
  interface Resource {
    type: string;
    interaction: { code: string }[];
    searchParam?: { name: string; type: string }[];
  }
  const statement = async () => {
    const { json } = await endpoint.send('metadata');
    return { json, resources: (json.rest as { resource: Resource[] }[])[0]?.resource ?? [] };
  };

  test('names every resource type that HealthLake supports, once', async () => {
    const { json, resources } = await statement();
    expect(json).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      format: ['json'],
    });
    expect(resources.map(({ type }) => type)).toEqual([...RESOURCE_TYPES]);
  });

  /** What each interaction is asked with; what it answers shows whether it is served. */
  const REQUESTS: Readonly<Record<string, [method: string, path: string]>> = {
    read: ['GET', '/x'],
    vread: ['GET', '/x/_history/1'],
    update: ['PUT', '/x'],
    delete: ['DELETE', '/x'],
    patch: ['PATCH', '/x'],
    create: ['POST', ''],
    'search-type': ['GET', '?_id=x'],
    'history-instance': ['GET', '/x/_history'],
    'history-type': ['GET', '/_history'],
  };

  test('is true: what it names is served, what it does not name is refused', async () => {
    const { resources } = await statement();
    for (const { type, interaction } of resources)
      for (const [code, [method, path]] of Object.entries(REQUESTS)) {
        const { status } = await endpoint.send(type + path, { method });
        expect([type, code, status === 405]).toEqual([
          type,
          code,
          !interaction.some((each) => each.code === code),
        ]);
      }
  });

  test('names the search parameters that are served', async () => {
    const { resources } = await statement();
    const parametersOf = (type: string) => resources.find((each) => each.type === type)?.searchParam ?? [];
    const namesOf = (type: string) => parametersOf(type).map(({ name }) => name);
    for (const type of ['Patient', 'Observation', 'Provenance', 'Organization'])
      for (const { name, type: kind } of parametersOf(type)) {
        if (kind === 'composite') continue;
        const value = kind === 'date' ? '2026' : kind === 'quantity' ? '1' : 'x';
        const { status } = await endpoint.send(`${type}?${name}=${value}`);
        expect([type, name, status]).toEqual([type, name, 200]);
      }
    expect(namesOf('Observation')).toEqual(
      expect.arrayContaining(['_id', '_lastUpdated', '_tag', 'patient', 'subject', 'category', 'code']),
    );
    expect(namesOf('Organization')).not.toContain('subject');
  });
});

describe('.well-known/smart-configuration', () => {
  test('is the metadata of the data store, for everybody', async () => {
    const response = await fetch(`${endpoint.url}.well-known/smart-configuration`);
    expect([response.headers.get('content-type'), await response.text()]).toEqual([
      'application/json',
      SMART.Metadata,
    ]);
  });

  test('is not there where the data store takes signed requests only', async () => {
    const other = await startEndpoint({ AuthorizationStrategy: 'AWS_AUTH' });
    const answer: Answer = await other.send('.well-known/smart-configuration');
    expect([answer.status, answer.issues[0]]).toEqual([404, expect.stringMatching(/^not-found/)]);
    await other.stop();
  });
});
