import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { unzip } from '../../../../local/lambda/environments/unzip.ts';

const zipOf = (files: Record<string, Uint8Array>, level: 0 | 9 = 9): Buffer =>
  Buffer.from(zipSync(files, { level }));

describe('unzip', () => {
  test('gives back what another program zipped, stored or deflated', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-zé]{1,8}(\/[a-z]{1,8})?$/), fc.uint8Array({ maxLength: 300 }), {
          noNullPrototype: true,
        }),
        fc.constantFrom(0 as const, 9 as const),
        (files, level) => {
          const found = [...unzip(zipOf(files, level))].map(({ name, content }) => [name, [...content()]]);
          expect(Object.fromEntries(found)).toEqual(
            Object.fromEntries(Object.entries(files).map(([name, content]) => [name, [...content]])),
          );
        },
      ),
    );
  });

  test('leaves folders out and finds the directory before a comment', () => {
    const zip = zipOf({ 'lib/': new Uint8Array(), 'lib/a.js': strToU8('a') });
    zip.writeUInt16LE(3, zip.length - 2);
    const names = [...unzip(Buffer.concat([zip, Buffer.from('old')]))].map(({ name }) => name);
    expect(names).toEqual(['lib/a.js']);
  });

  test('refuses what is no zip, and content that is damaged', () => {
    expect(() => [...unzip(Buffer.from('export const handler = 1;'))]).toThrow('it has no directory');
    const zip = zipOf({ 'a.js': strToU8('content') }, 0);
    zip.write('CONTENT', zip.indexOf('content'));
    expect(() => [...unzip(zip)].map(({ content }) => content())).toThrow('a.js is damaged');
  });
});
