import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listItems } from '../../../../local/fhir-server/bundle/list-items.ts';

test('the items of any list are those that JSON.parse finds, however it is spaced', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t', 4), (list, space) => {
      const items = listItems(Buffer.from(JSON.stringify(list, undefined, space)));
      expect(items.map((item) => JSON.parse(item.toString()) as unknown)).toEqual(
        JSON.parse(JSON.stringify(list)),
      );
    }),
  );
});

test('brackets, commas and quotes inside of texts part nothing', () => {
  const texts = ['],[', '}, {', '\\', '"', '\\",', 'é,ü'];
  expect(listItems(Buffer.from(JSON.stringify(texts))).map(String)).toEqual(
    texts.map((text) => JSON.stringify(text)),
  );
});
