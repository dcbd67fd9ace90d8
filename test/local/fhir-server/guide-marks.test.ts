import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  COMMON_MARKS,
  MODIFIER_MARKS,
  RESULT_MARKS,
  markOf,
} from '../../../local/fhir-server/guide-marks.ts';
import { ROUTES } from '../../../local/fhir-server/interaction-routes.ts';
import { parametersOpener } from '../../../local/fhir-server/open-parameters.ts';
import { isOfResult } from '../../../local/fhir-server/search/result-parameters.ts';
import { modifiersOf } from '../../../local/fhir-server/search-values/read-values.ts';
import type { Endpoint } from './endpoint.ts';
import { startEndpoint } from './endpoint.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

const partsOf = (marks: readonly { part: string }[]): string[] => marks.map(({ part }) => part).sort();

test('the tables name every parameter and modifier that is served, and no other', async () => {
  const parametersOf = await parametersOpener()();
  const types = ['Patient', 'Observation', 'ValueSet', 'Binary', 'Group'];
  const common = parametersOf('Patient').filter(({ name }) =>
    types.every((type) => parametersOf(type).some((each) => each.name === name)),
  );
  expect(partsOf(COMMON_MARKS)).toEqual(common.map(({ name }) => name).sort());
  const ofAnswers = partsOf(RESULT_MARKS).filter((part) => part !== '_has' && part !== 'a.b');
  expect(ofAnswers.filter((part) => !isOfResult(part))).toEqual([]);
  const kinds = ['string', 'token', 'reference', 'uri', 'date', 'number', 'quantity', 'composite'] as const;
  expect(partsOf(MODIFIER_MARKS)).toEqual(
    [...new Set([...kinds.flatMap(modifiersOf), 'missing', 'text'])].sort(),
  );
});

test('--guide-only refuses the requests that are marked as beyond the guide, and those alone', async () => {
  endpoint.healthLake.configure({ guideOnly: true });
  for (const route of ROUTES) {
    const types = route.operation?.types ?? ['Patient'];
    const path = route.path
      .replace(':type', types[0] ?? 'Patient')
      .replace(':id', 'x')
      .replace(':version', '1')
      .replace(':file', 'Patient-1-0.ndjson');
    const { status } = await endpoint.send(path, { method: route.method });
    expect([route.method, path, status === 501]).toEqual([
      route.method,
      path,
      markOf(route).mark === 'beyond the guide',
    ]);
  }
  endpoint.healthLake.configure({ guideOnly: false });
});
