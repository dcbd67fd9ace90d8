import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withId } from '../../../../local/fhir-server/resources/with-id.ts';

test('a resource’s id is replaced or added, and nothing else changes', () => {
  const resource = fc.record(
    { id: fc.oneof(fc.string(), fc.jsonValue()), text: fc.jsonValue(), contained: fc.jsonValue() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(resource, fc.constantFrom(undefined, 2), (more, space) => {
      const given = { resourceType: 'Patient', ...more };
      const text = withId(Buffer.from(JSON.stringify(given, undefined, space)), 'new').toString();
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ ...given, id: 'new' })));
    }),
  );
});
