import { describe, expect, test } from '@jest/globals';
import { classify, MOST_FILE_BYTES } from '../../../lib/arrivals/classify.ts';

const rules = { prefix: '', toleratedNames: ['LICENSE', '.DS_Store'] };
const of = (key: string, size = 10) => classify(key, size, rules);

describe('what an object is', () => {
  test.each(['Patient.ndjson', 'a/b/Patient.000.ndjson', 'x y+%20.ndjson', 'json.ndjson'])(
    '%s is a file to import',
    (key) => {
      expect(of(key)).toEqual({ kind: 'import-file' });
    },
  );

  test.each([
    ['Patient.json', 'json-not-ndjson'],
    ['Patient.JSON', 'json-not-ndjson'],
    ['Patient.jsonl', 'jsonl-extension'],
    ['Patient.ndjson.gz', 'compressed'],
    ['Patient.ndjson.zst', 'compressed'],
    ['export.zip', 'archive'],
    ['export.tar.gz', 'compressed'],
    ['export.tgz', 'archive'],
    ['Patient.NDJSON', 'not-ndjson'],
    ['Patient', 'not-ndjson'],
    ['Patient.csv', 'not-ndjson'],
    ['ndjson', 'not-ndjson'],
    ['a.ndjson/readme', 'not-ndjson'],
  ])('%s is rejected as %s', (key, reason) => {
    expect(of(key)).toEqual({ kind: 'rejected', reason });
  });

  test('a file without bytes is rejected as empty, and so is nothing else without bytes', () => {
    expect(of('Patient.ndjson', 0)).toEqual({ kind: 'rejected', reason: 'empty' });
    expect(of('drop/_SUCCESS', 0)).toMatchObject({ kind: 'marker' });
    expect(of('LICENSE', 0)).toEqual({ kind: 'tolerated' });
  });

  test('a file is too large from the first byte over what HealthLake takes', () => {
    expect(of('Patient.ndjson', MOST_FILE_BYTES)).toEqual({ kind: 'import-file' });
    expect(of('Patient.ndjson', MOST_FILE_BYTES + 1)).toEqual({ kind: 'rejected', reason: 'too-large' });
  });

  test.each(['drop/', 'drop/sub/', 'drop_$folder$'])('%s is a folder placeholder', (key) => {
    expect(of(key, 0)).toEqual({ kind: 'placeholder' });
  });

  test.each([
    ['_SUCCESS', 'success', true],
    ['drop/_SUCCESS', 'success', true],
    ['drop/_manifest.json', 'manifest', true],
    ['drop/Patient/_SUCCESS', 'success', false],
    ['drop/a/b/_manifest.json', 'manifest', false],
  ])('%s is a marker: %s, at the top of its drop: %s', (key, marker, isAtTop) => {
    expect(of(key)).toEqual({ kind: 'marker', marker, isAtTop });
  });

  test.each([
    ['drop/manifest.json', { kind: 'rejected', reason: 'json-not-ndjson' }],
    ['drop/_manifest-2.json', { kind: 'hidden', below: 'drop/_manifest-2.json' }],
  ])('%s may be a page of a manifest', (key, otherwise) => {
    expect(of(key)).toEqual({ kind: 'manifest-page', isAtTop: true, otherwise });
  });

  test.each([
    ['.ndjson', '.ndjson'],
    ['drop/._Patient.ndjson', 'drop/._Patient.ndjson'],
    ['drop/_temporary/0/part.ndjson', 'drop/_temporary/'],
    ['drop/p/.staging/x/_SUCCESS', 'drop/p/.staging/'],
    ['_drop/a.ndjson', '_drop/'],
  ])('%s is hidden from %s on, unless the route says otherwise', (key, below) => {
    expect(of(key)).toEqual({ kind: 'hidden', below });
    const plain = { ...rules, hiddenNames: false };
    expect(classify(key, 10, plain).kind).toBe(key.endsWith('_SUCCESS') ? 'marker' : 'import-file');
  });

  test('the prefix of its route hides nothing', () => {
    expect(classify('_in/d/_SUCCESS', 0, { ...rules, prefix: '_in/' })).toMatchObject({ isAtTop: true });
    expect(classify('_in/d/a.ndjson', 1, { ...rules, prefix: '_in/' })).toEqual({ kind: 'import-file' });
  });

  test('a key that ends in "/" and has content is rejected: somebody meant it for a file', () => {
    expect(of('drop/', 10)).toEqual({ kind: 'rejected', reason: 'not-ndjson' });
  });

  test('a name that the route tolerates is tolerated wherever it lies', () => {
    expect([of('LICENSE'), of('a/b/LICENSE'), of('a/LICENSE.txt')]).toEqual([
      { kind: 'tolerated' },
      { kind: 'tolerated' },
      { kind: 'rejected', reason: 'not-ndjson' },
    ]);
  });
});
