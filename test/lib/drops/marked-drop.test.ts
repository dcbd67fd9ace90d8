import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from '@jest/globals';
import type { DropDeps } from '../../../lib/drops/drop-deps.ts';
import { contentOf } from '../../../lib/drops/marked-content.ts';
import { takeMarked } from '../../../lib/drops/take-marked.ts';
import type { Arrival, Drop } from '../../../lib/ledger/index.ts';
import { testRoute } from '../../support/routes.ts';

const route = testRoute();
const drop: Drop = {
  route: 'default',
  drop: 'd/',
  marker: 'd/_SUCCESS',
  lastRecordedAt: 0,
  fileCount: 2,
  bytes: 2,
  version: 1,
};

/** What bulk data clients log beside their files. */
const LOG = '{"exportId":"e","eventId":"kickoff"}\n';

/** S3 that has so many files in the folder, and counts the listings. What is read of it is an export's log. */
function bucketOf(files: number) {
  const seen = { listings: 0 };
  const keys = Array.from({ length: files }, (_, index) => `d/${String(index).padStart(7, '0')}.ndjson`);
  const send = ({ input }: { input: { KeyMarker?: string; Key?: string } }): Promise<object> => {
    if (input.Key !== undefined) return Promise.resolve({ Body: Readable.from([Buffer.from(LOG)]) });
    if (input.KeyMarker === undefined) seen.listings += 1;
    const from = input.KeyMarker === undefined ? 0 : keys.indexOf(input.KeyMarker) + 1;
    const page = keys.slice(from, from + 1000);
    return Promise.resolve({
      Versions: page.map((Key) => ({ Key, Size: 1, ETag: '"e"', VersionId: 'v', IsLatest: true })),
      IsTruncated: from + 1000 < keys.length,
      NextKeyMarker: page.at(-1),
    });
  };
  return { seen, keys, deps: { s3: { send } as unknown as S3Client, inboxBucket: 'inbox' } };
}

const listedKeys = async (content: Awaited<ReturnType<typeof contentOf>>): Promise<string[]> =>
  (await Array.fromAsync(content?.objects() ?? [])).map(({ key }) => key);

describe('what lies in a marked drop', () => {
  test('is listed once where it is little', async () => {
    const { seen, deps } = bucketOf(20);
    expect(await listedKeys(await contentOf(deps, drop, route))).toHaveLength(20);
    expect(seen.listings).toBe(1);
  });

  test('is not held where it is much: it is listed once more when it is taken', async () => {
    const { seen, deps } = bucketOf(10_500);
    const content = await contentOf(deps, drop, route);
    expect(content?.there.size).toBe(0);
    expect(seen.listings).toBe(1);
    const keys = await listedKeys(content);
    expect(keys).toHaveLength(10_500);
    expect(keys.at(-1)).toBe('d/0010499.ndjson');
    expect(seen.listings).toBe(2);
  });

  test('is no log of an export, be it one that comes between the two listings', async () => {
    const { keys, deps } = bucketOf(10_500);
    keys.push('d/z/log.ndjson');
    const content = await contentOf(deps, drop, route);
    keys.push('d/zz/log.ndjson');
    expect(await listedKeys(content)).toHaveLength(10_500);
  });
});

test('the files of a marked drop are handed on one by one: no file waits in memory for the last', async () => {
  let read = 0;
  async function* waiting(): AsyncGenerator<Arrival> {
    for (; read < 1_000_000; read += 1) yield await Promise.resolve({ key: `d/${read}.ndjson` } as Arrival);
  }
  const content = { objects: () => [], leftOut: () => undefined };
  const taken = takeMarked({} as DropDeps, drop, route, content, waiting());
  expect((await taken.next()).value).toMatchObject({ key: 'd/0.ndjson' });
  expect((await taken.next()).value).toMatchObject({ key: 'd/1.ndjson' });
  expect(read).toBe(1);
  await taken.return(undefined);
});
