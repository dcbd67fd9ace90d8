import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatS3Uri, parseS3Uri } from '../../../lib/s3/s3-uri.ts';

describe('s3://bucket/key', () => {
  it.each([
    ['s3://inbox/export/Patient.ndjson', 'inbox', 'export/Patient.ndjson'],
    ['s3://inbox/export/', 'inbox', 'export/'],
    ['s3://inbox//twice//', 'inbox', '/twice//'],
    ['s3://inbox/a key?with=#all&ümläut', 'inbox', 'a key?with=#all&ümläut'],
    ['s3://inbox/two\nlines\n', 'inbox', 'two\nlines\n'],
  ])('%j names an object or a folder, its key as it is', (uri, bucket, key) => {
    expect(parseS3Uri(uri)).toEqual({ bucket, key });
    expect(formatS3Uri({ bucket, key })).toBe(uri);
  });

  it.each(['s3://inbox', 's3://inbox/'])('%s names the whole bucket', (uri) => {
    expect(parseS3Uri(uri)).toEqual({ bucket: 'inbox', key: '' });
  });

  it.each([
    '',
    'inbox/key',
    's3:/inbox/key',
    's3://',
    's3:///key',
    'S3://inbox/key',
    ' s3://inbox/key',
    'arn:aws:s3:::inbox/key',
  ])('%j is not an S3 URI', (text) => {
    expect(parseS3Uri(text)).toBeUndefined();
  });

  it('is read back as it was written, whatever the key', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
        fc.string({ unit: 'binary' }),
        (bucket, key) => {
          expect(parseS3Uri(formatS3Uri({ bucket, key }))).toEqual({ bucket, key });
        },
      ),
    );
  });
});
