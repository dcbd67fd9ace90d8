import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alternatives } from '../../../../local/fhir-server/search/alternatives.ts';

test('values that are escaped and joined come apart again', () => {
  const value = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const joined = values.map((each) => each.replaceAll(/[\\,$|]/g, String.raw`\$&`)).join(',');
      expect(alternatives(joined, 'name')).toEqual(values);
    }),
  );
});
