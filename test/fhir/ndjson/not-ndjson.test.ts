import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { newRangeMemory, readRange } from '../../../fhir/ndjson/file-range.ts';
import { refusedFile } from '../../../fhir/validate/validate-range.ts';
import { fileRefusal } from '../../../fhir/ndjson/not-ndjson.ts';

const folder = mkdtempSync(join(tmpdir(), 'inlet-not-ndjson-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(content: string | Buffer): (string | undefined)[] {
  const path = join(folder, 'file');
  const bytes = Buffer.from(content);
  writeFileSync(path, bytes);
  const file = openSync(path, 'r');
  try {
    const refusal = fileRefusal(file);
    const size = bytes.length;
    if (refusal !== undefined)
      return [
        `${refusal} (ends at ${refusedFile(size, []).position === size ? 'the end' : 'another place'})`,
      ];
    const read = readRange(file, { from: 0, to: size }, newRangeMemory(), 1e6);
    return Array.from(read?.lines ?? [], ({ start, end }) => read?.memory.toString('utf8', start, end));
  } finally {
    closeSync(file);
  }
}

const NDJSON = '{"resourceType":"Patient","id":"a"}\n';
const bundle = { resourceType: 'Bundle', type: 'collection', entry: [] };

test.each<[what: string, content: string | Buffer, refusal: string]>([
  ['gzip', gzipSync(NDJSON), 'the file is compressed with gzip: unpack it first'],
  ['a ZIP archive', Buffer.from('PK\x03\x04rest\n'), 'the file is a ZIP archive: unpack it first'],
  ['UTF-16', Buffer.from(`\uFEFF${NDJSON}`, 'utf16le'), 'the file is UTF-16: write it as UTF-8'],
  [
    'lines that end with CR',
    NDJSON.replace('\n', '\r').repeat(3),
    'the lines of the file end with CR alone: end them with LF',
  ],
  [
    'an indented Bundle',
    JSON.stringify(bundle, null, 2),
    'the file is one Bundle over several lines: put each entry.resource on a line of its own',
  ],
  [
    'an indented list',
    JSON.stringify([bundle], null, 2),
    'the file is one list over several lines: put each resource on a line of its own',
  ],
  [
    'an indented resource with CRLF',
    '\uFEFF{\r\n  "id": "a"\r\n}',
    'the file is JSON over several lines: put each resource on a line of its own',
  ],
])('%s is refused as a whole, with what it is', (_what, content, refusal) => {
  expect(read(content)).toEqual([`${refusal} (ends at the end)`]);
});

test.each<[what: string, content: string, lines: string[]]>([
  ['an empty file', '', []],
  ['a file of blank lines', '\n\n', ['', '']],
  ['a file whose first line is broken', `{"a"\n${NDJSON}`, ['{"a"', NDJSON.trim()]],
  ['a Bundle on one line', JSON.stringify(bundle), [JSON.stringify(bundle)]],
  ['a list on one line', `[${NDJSON.trim()}]\n`, [`[${NDJSON.trim()}]`]],
  ['one resource that ends with CR', `${NDJSON.trim()}\r`, [NDJSON.trim()]],
  ['CRLF', NDJSON.replace('\n', '\r\n').repeat(2), [NDJSON.trim(), NDJSON.trim()]],
  ['a resource without a line end', NDJSON.trim(), [NDJSON.trim()]],
])('%s is read line by line', (_what, content, lines) => {
  expect(read(content)).toEqual(lines);
});
