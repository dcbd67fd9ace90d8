import { describe, expect, test } from '@jest/globals';
import { classify, MOST_FILE_BYTES } from '../../../lib/arrivals/classify.ts';

const tolerated = ['LICENSE', '.DS_Store'];
const of = (key: string, size = 10) => classify(key, size, tolerated);

describe('what an object is', () => {
  test.each(['Patient.ndjson', 'a/b/Patient.000.ndjson', '.ndjson', 'x y+%20.ndjson', 'json.ndjson'])(
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
    expect(of('drop/_SUCCESS', 0)).toEqual({ kind: 'marker' });
    expect(of('LICENSE', 0)).toEqual({ kind: 'tolerated' });
  });

  test('a file is too large from the first byte over what HealthLake takes', () => {
    expect(of('Patient.ndjson', MOST_FILE_BYTES)).toEqual({ kind: 'import-file' });
    expect(of('Patient.ndjson', MOST_FILE_BYTES + 1)).toEqual({ kind: 'rejected', reason: 'too-large' });
  });

  test.each(['drop/', 'drop/sub/', 'drop_$folder$'])('%s is a folder placeholder', (key) => {
    expect(of(key, 0)).toEqual({ kind: 'placeholder' });
  });

  test.each(['_SUCCESS', 'drop/_SUCCESS', 'drop/_manifest.json'])('%s is a marker', (key) => {
    expect(of(key)).toEqual({ kind: 'marker' });
  });

  test('a name that the route tolerates is tolerated wherever it lies', () => {
    expect([of('LICENSE'), of('a/b/LICENSE'), of('a/LICENSE.txt')]).toEqual([
      { kind: 'tolerated' },
      { kind: 'tolerated' },
      { kind: 'rejected', reason: 'not-ndjson' },
    ]);
  });
});
