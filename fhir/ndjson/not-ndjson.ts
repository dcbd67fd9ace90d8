import { readSync } from 'node:fs';

/** Bytes of a file's beginning that show what it is. */
const HEAD_BYTES = 16 * 1024;

/** First bytes of files that are not text in UTF-8. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'the file is compressed with gzip: unpack it first'],
  [[0x50, 0x4b, 0x03, 0x04], 'the file is a ZIP archive: unpack it first'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'the file is compressed with Zstandard: unpack it first'],
  [[0x42, 0x5a, 0x68], 'the file is compressed with bzip2: unpack it first'],
  [[0xff, 0xfe], 'the file is UTF-16: write it as UTF-8'],
  [[0xfe, 0xff], 'the file is UTF-16: write it as UTF-8'],
  [[0x50, 0x41, 0x52, 0x31], 'the file is Parquet: write each resource as a line of JSON'],
];

/** The first line of JSON that was written over several lines. */
const INDENTED = /^\uFEFF?\s*([[{]\s*)+\r?\n/;

/** A resource behind another one with a CR between them, in what may be one line. */
const CARRIAGE_RETURNS = /^[^\n]*\}[\t ]*\r+[\t ]*\{/;

/** Says why an open file is not NDJSON at all, if it is not. */
export function fileRefusal(file: number): string | undefined {
  const head = Buffer.alloc(HEAD_BYTES);
  return notNdjson(head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0)));
}

/**
 * Says why a whole file is not NDJSON, by its beginning: compressed, in another encoding, with other line ends, or one JSON
 * document over several lines. Of such a file every line would be refused, and no line would show the reason.
 */
function notNdjson(head: Buffer): string | undefined {
  const signature = SIGNATURES.find(([bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (signature) return signature[1];
  const text = head.toString('utf8');
  if (CARRIAGE_RETURNS.test(text)) return 'the lines of the file end with CR alone: end them with LF';
  const [first = ''] = INDENTED.exec(text) ?? [];
  if (first === '') return undefined;
  if (first.includes('['))
    return 'the file is one list over several lines: put each resource on a line of its own';
  return /"resourceType"\s*:\s*"Bundle"/.test(text)
    ? 'the file is one Bundle over several lines: put each entry.resource on a line of its own'
    : 'the file is JSON over several lines: put each resource on a line of its own';
}
