import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readScopes as readByProvider, scopeAbilities } from '../../../../lib/identity/scopes.ts';
import { readScopes } from '../../../../local/fhir-server/authorization/read-scopes.ts';

const PARTS = [
  ...'patient user system System * / . Observation read write cruds rs sr ? ?category=lab &code=a%7Cb category = %'.split(
    ' ',
  ),
  ...['patient/*.rs', 'system/Observation.', 'openid', '.?category=lab'],
  ...['\t', '\n', '\u00a0', '\u2003', '"', '\\', '\u00f6', '\u0000'],
];

test('the endpoint and the identity provider read the same in any text, though they share nothing', () => {
  const text = fc.array(fc.constantFrom(...PARTS, '', ' '), { maxLength: 7 }).map((parts) => parts.join(''));
  const strategy = fc.constantFrom('SMART_ON_FHIR', 'SMART_ON_FHIR_V1');
  fc.assert(
    fc.property(
      text,
      strategy,
      fc.subarray(['permission-v1', 'permission-v2', 'permission-v2.2']),
      (claim, strategy, capabilities) => {
        const abilities = scopeAbilities(strategy, capabilities);
        const theirs = readByProvider(claim, abilities, true).resource;
        expect(readScopes(claim, { strategy, capabilities })).toEqual(
          theirs.map(({ context, resourceType, rights, filter }) => ({
            context,
            resourceType,
            rights,
            filter,
          })),
        );
      },
    ),
    { numRuns: 5000 },
  );
});

test.each([
  'system/Observation.?category=lab',
  'openid\tsystem/*.cruds',
  'system/*.rs\tsystem/*.cruds',
  'system/Observation.rs?category=lab\u00a0x',
  'system/Observation.rs?category=lab\nsystem/*.cruds',
])('%j grants nothing in either', (scope) => {
  const capabilities = ['permission-v2', 'permission-v2.2'];
  expect(readScopes(scope, { strategy: 'SMART_ON_FHIR', capabilities })).toEqual([]);
  expect(readByProvider(scope, scopeAbilities('SMART_ON_FHIR', capabilities), true)).toMatchObject({
    resource: [],
    others: [],
  });
});
