import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { chunks } from '../../../tools/sample-population/chunks.ts';
import { largeFile } from '../../../tools/sample-population/large-file.ts';

const MEGABYTE = 1_000_000;

test('a large file has about the size that was asked for, and exactly the lines that it tells', () => {
  const file = largeFile({ bytes: 5 * MEGABYTE });
  let bytes = 0;
  let lines = 0;
  for (const chunk of chunks(file.lines())) {
    bytes += chunk.length;
    lines += chunk.filter((byte) => byte === 0x0a).length;
  }
  expect(Math.abs(bytes / (5 * MEGABYTE) - 1)).toBeLessThan(0.03);
  expect(file.expected).toMatchObject({ lines, imported: lines, failed: 0, resources: lines });
});

test('every line of a large file is a resource with an id of its own', () => {
  const ids = Array.from(
    largeFile({ bytes: MEGABYTE }).lines(),
    (line) => (JSON.parse(line) as { id: string }).id,
  );
  expect(new Set(ids).size).toBe(ids.length);
});

test('making a large file holds no more of it than one chunk', () => {
  let most = 0;
  let read = 0;
  for (const chunk of chunks(largeFile({ bytes: 1000 * MEGABYTE }).lines())) {
    most = Math.max(most, chunk.length);
    read += chunk.length;
    if (read > 2 * MEGABYTE) break;
  }
  expect(most).toBeLessThan(128 * 1024);
});

test('chunks are the lines with their ends, in UTF-8, as a stream takes them', async () => {
  expect(await text(Readable.from(chunks(['{"name":"Grünwald"}', '', 'x'])))).toBe(
    '{"name":"Grünwald"}\n\nx\n',
  );
  expect([...chunks([])]).toEqual([]);
});
