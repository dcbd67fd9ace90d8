import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TarError, tarFiles } from '../../../fhir/packages/tar.ts';
import { tarArchive, tarEntry } from '../../support/tar-archive.ts';

const read = (archive: Buffer): [string, string][] =>
  Array.from(tarFiles(archive), ({ name, content }) => [name, content.toString('utf8')]);

test('files of any length come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z/]{1,99}$/), fc.string())), (files) => {
      expect(read(tarArchive(files))).toEqual(files);
    }),
  );
});

test('long names come from the prefix, a pax header or a GNU header', () => {
  const long = `package/${'x'.repeat(120)}.json`;
  const pax = `${long.length + 10} path=${long}\n`;
  const archive = Buffer.concat([
    tarEntry('b.json', '1', { prefix: 'package/a' }),
    tarEntry('pax', pax, { type: 'x' }),
    tarEntry('cut', '2'),
    tarEntry('gnu', `${long}\0`, { type: 'L' }),
    tarEntry('cut', '3'),
    tarEntry('package/', '', { type: '5' }),
    tarEntry('package/c.json', '4'),
    Buffer.alloc(1024),
  ]);
  expect(read(archive)).toEqual([
    ['package/a/b.json', '1'],
    [long, '2'],
    [long, '3'],
    ['package/c.json', '4'],
  ]);
});

test('what is cut off or damaged is refused', () => {
  const archive = tarArchive([['a', 'x'.repeat(2000)]]);
  const damaged = Buffer.from(archive);
  damaged[0] = 0x62;
  expect(() => read(archive.subarray(0, 1024))).toThrow(TarError);
  expect(() => read(damaged)).toThrow(TarError);
});
