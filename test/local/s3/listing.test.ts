import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import {
  afterPrefix,
  commonPrefixOf,
  listPage,
  positionAfter,
  type Position,
  type Scan,
} from '../../../local/s3/store/listing.ts';
import { startS3, type RunningS3 } from './start-s3.ts';

interface Row {
  key: string;
  sequence: number;
}

const compareKeys = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The scan of a table that is an array in the listing's order. */
const scanOf =
  (rows: readonly Row[]): Scan<Row> =>
  (from, before, limit) => {
    const behind = ({ key, sequence }: Row): boolean => {
      const order = compareKeys(key, from.key);
      if (order !== 0 || from.past === undefined) return order >= 0;
      return from.past !== 'all' && sequence < from.past;
    };
    return rows
      .filter((row) => behind(row) && (before === undefined || compareKeys(row.key, before) < 0))
      .slice(0, limit);
  };

/** What S3's documentation says a listing is, without pages. */
function expected(rows: readonly Row[], prefix: string, delimiter: string): string[] {
  const names = rows
    .filter(({ key }) => key.startsWith(prefix))
    .map(({ key, sequence }) => commonPrefixOf(key, prefix, delimiter) ?? `${key} #${String(sequence)}`);
  return names.filter((name, i) => name !== names[i - 1]);
}

function inPages(rows: readonly Row[], prefix: string, delimiter: string, maxKeys: number): string[] {
  const names: string[] = [];
  let from: Position | undefined = { key: '' };
  while (from) {
    const page: ReturnType<typeof listPage<Row>> = listPage(scanOf(rows), {
      prefix,
      delimiter,
      from,
      maxKeys,
    });
    const labels = [
      ...page.rows.map((row) => ({ key: row.key, label: `${row.key} #${String(row.sequence)}` })),
      ...page.commonPrefixes.map((key) => ({ key, label: key })),
    ];
    expect(labels.length).toBeLessThanOrEqual(maxKeys);
    names.push(...labels.sort((a, b) => compareKeys(a.key, b.key)).map(({ label }) => label));
    const { last } = page;
    from =
      typeof last === 'object'
        ? { key: last.key, past: last.sequence }
        : last === undefined
          ? undefined
          : positionAfter(last, prefix, delimiter);
  }
  return names;
}

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '-', 'é', '\u{ffff}', '\u{10000}', '\u{10ffff}'),
  maxLength: 6,
});
const table = fc
  .uniqueArray(
    fc.tuple(
      key.filter((text) => text !== ''),
      fc.integer({ min: 1, max: 3 }),
    ),
    {
      selector: ([text, versions]) => `${text} ${String(versions)}`,
      maxLength: 40,
    },
  )
  .map((entries) =>
    entries
      .map(([text, sequence]): Row => ({ key: text, sequence }))
      .sort((a, b) => compareKeys(a.key, b.key) || b.sequence - a.sequence),
  );

describe('a listing', () => {
  test('in pages of any size gives every key and common prefix once and in order', () => {
    fc.assert(
      fc.property(
        table,
        key,
        fc.constantFrom('', '/', '-', '//', 'a/'),
        fc.integer({ min: 1, max: 7 }),
        (rows, prefix, delimiter, maxKeys) => {
          expect(inPages(rows, prefix, delimiter, maxKeys)).toEqual(expected(rows, prefix, delimiter));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('goes on behind a prefix at the smallest text above everything that begins with it', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, text, (prefix, rest, other) => {
        const after = afterPrefix(prefix);
        if (after === undefined) return;
        expect(compareKeys(prefix + rest, after)).toBeLessThan(0);
        if (compareKeys(other, prefix) > 0 && !other.startsWith(prefix)) {
          expect(compareKeys(after, other)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});

describe('listings of the local S3', () => {
  let running: RunningS3;
  let client: S3Client;
  const Bucket = 'plain';
  const KEYS = [
    'a.txt',
    'dir one/x+y',
    'dir one/z',
    'dir/a',
    'dir/b/c',
    'dir/b/d',
    'é',
    '\u{ffff}',
    '\u{1f600}',
  ];

  beforeAll(async () => {
    running = await startS3();
    client = running.client();
    for (const Key of [...KEYS].reverse())
      await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });
  afterAll(() => running.stop());

  const keysOf = (contents: readonly { Key?: string | undefined }[] = []) => contents.map(({ Key }) => Key);
  const prefixesOf = (prefixes: readonly { Prefix?: string | undefined }[] = []) =>
    prefixes.map(({ Prefix }) => Prefix);

  test('version 2 pages through all keys in the order of their UTF-8 bytes', async () => {
    const keys: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket })) {
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      keys.push(...keysOf(page.Contents));
    }
    expect(keys).toEqual(KEYS);
  });

  test('a delimiter rolls keys up, page by page', async () => {
    const seen: unknown[] = [];
    for await (const page of paginateListObjectsV2({ client, pageSize: 1 }, { Bucket, Delimiter: '/' })) {
      seen.push(...keysOf(page.Contents), ...prefixesOf(page.CommonPrefixes));
    }
    expect(seen).toEqual(['a.txt', 'dir one/', 'dir/', 'é', '\u{ffff}', '\u{1f600}']);
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'dir/', Delimiter: '/' }));
    expect([keysOf(page.Contents), prefixesOf(page.CommonPrefixes)]).toEqual([['dir/a'], ['dir/b/']]);
  });

  test('start-after leaves out what comes before, and max-keys 0 gives nothing', async () => {
    const after = await client.send(new ListObjectsV2Command({ Bucket, StartAfter: 'dir/b/c' }));
    expect(keysOf(after.Contents)).toEqual(KEYS.slice(5));
    const none = await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect([none.KeyCount, none.IsTruncated]).toEqual([0, false]);
  });

  test('version 1 goes on from markers and encodes keys when asked', async () => {
    const first = await client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 2 }));
    expect([keysOf(first.Contents), prefixesOf(first.CommonPrefixes), first.NextMarker]).toEqual([
      ['a.txt'],
      ['dir one/'],
      'dir one/',
    ]);
    const rest = await client.send(
      new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: first.NextMarker, MaxKeys: 1 }),
    );
    expect([prefixesOf(rest.CommonPrefixes), rest.NextMarker]).toEqual([['dir/'], 'dir/']);
    const encoded = await client.send(
      new ListObjectsCommand({ Bucket, Prefix: 'dir one/', EncodingType: 'url' }),
    );
    expect([encoded.Prefix, ...keysOf(encoded.Contents)]).toEqual(['dir+one/', 'dir+one/x%2By', 'dir+one/z']);
  });

  test('a wrong continuation token or page size is refused', async () => {
    for (const wrong of [{ ContinuationToken: '***' }, { MaxKeys: -1 }]) {
      const work = client.send(new ListObjectsV2Command({ Bucket, ...wrong }));
      await expect(work).rejects.toMatchObject({
        name: 'InvalidArgument',
        $metadata: { httpStatusCode: 400 },
      });
    }
  });

  test('versions page by key and version, the newest first', async () => {
    const written: string[] = [];
    for (const [Key, Body] of [
      ['k', '1'],
      ['k', '2'],
      ['k', '3'],
      ['l', '4'],
    ] as const) {
      const { VersionId } = await client.send(new PutObjectCommand({ Bucket: 'versioned', Key, Body }));
      written.push(`${Key} ${VersionId ?? ''}`);
    }
    await client.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'l' }));
    const seen: string[] = [];
    let more = true;
    let markers = {};
    while (more) {
      const page = await client.send(
        new ListObjectVersionsCommand({ Bucket: 'versioned', MaxKeys: 1, ...markers }),
      );
      seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key ?? ''} ${VersionId ?? ''}`));
      seen.push(...(page.DeleteMarkers ?? []).map(({ Key }) => `marker of ${Key ?? ''}`));
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      more = page.IsTruncated ?? false;
    }
    const [one, two, three, four] = written;
    expect(seen).toEqual([three, two, one, 'marker of l', four]);
    const current = await client.send(new ListObjectsV2Command({ Bucket: 'versioned' }));
    expect(keysOf(current.Contents)).toEqual(['k']);
  });

  test('uploads in progress page by key and time', async () => {
    const ids: (string | undefined)[] = [];
    for (const Key of ['a', 'b', 'b', 'c/d']) {
      ids.push((await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId);
    }
    const seen: (string | undefined)[] = [];
    let more = true;
    let markers = {};
    while (more) {
      const page = await client.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1, ...markers }));
      seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId));
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      more = page.IsTruncated ?? false;
    }
    expect(seen).toEqual(ids);
  });

  test('in process, a listing of many pages is read as the caller goes on', async () => {
    for (let i = 0; i < 1005; i++) {
      await running.s3.putBytes(ACCOUNT, {
        bucket: 'kms',
        key: `many/${String(i).padStart(5, '0')}`,
        bytes: 'x',
      });
    }
    await running.s3.putBytes(ACCOUNT, { bucket: 'kms', key: 'many.', bytes: 'x' });
    const keys = Array.from(
      running.s3.list(ACCOUNT, { bucket: 'kms', prefix: 'many/' }),
      (object) => object.key,
    );
    expect(keys).toHaveLength(1005);
    expect(keys).toEqual([...keys].sort());
  });
});
