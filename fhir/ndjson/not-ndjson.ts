import { readSync } from 'node:fs';

/** Bytes of a file's beginning that show what it is. */
export const HEAD_BYTES = 16 * 1024;

const UTF_16 = 'the file is UTF-16: write it as UTF-8';
const OFFICE =
  'write each record as a FHIR resource in JSON, one on each line: HealthLake reads no tables or documents';

/** First bytes of files that are not text in UTF-8. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'the file is compressed with gzip: unpack it first'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'the file is compressed with Zstandard: unpack it first'],
  [[0x42, 0x5a, 0x68], 'the file is compressed with bzip2: unpack it first'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], 'the file is compressed with xz: unpack it first'],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 'the file is a 7z archive: unpack it first'],
  [[0xff, 0xfe], UTF_16],
  [[0xfe, 0xff], UTF_16],
  [[0x7b, 0x00], UTF_16],
  [[0x00, 0x7b], UTF_16],
  [[0x50, 0x41, 0x52, 0x31], 'the file is Parquet: write each resource as a line of JSON'],
  [[0xd0, 0xcf, 0x11, 0xe0], `the file is of Excel or Word before 2007: ${OFFICE}`],
  [[0x25, 0x50, 0x44, 0x46], `the file is a PDF: ${OFFICE}`],
];

/** The beginning of a ZIP archive (PKWARE APPNOTE, 4.3.7), which documents of Office are, too. */
const ZIP = 'PK\x03\x04';

/** What a text is by its beginning. */
const TEXTS: readonly (readonly [form: RegExp, what: string])[] = [
  [
    /^<(\?xml[^>]*>\s*<)?(!doctype html|html|head|body)[\s>]/i,
    'the file is a web page, as a server answers that refuses or wants a login: fetch the data again',
  ],
  [
    /^(<\?xml[^>]*>\s*)?<Error>\s*<Code>/,
    'the file is an error of S3 in XML, and none of the data: fetch it again',
  ],
  [
    /^<[^]*?xmlns="http:\/\/hl7\.org\/fhir"/,
    'the file is FHIR in XML: write each resource as JSON, on a line of its own',
  ],
  [/^<[?!a-z]/i, 'the file is XML: write each resource as FHIR in JSON, on a line of its own'],
  [
    /^(MSH|FHS|BHS)\|/,
    'the file is HL7 version 2: convert its messages to FHIR resources in JSON, one on each line',
  ],
  [/^\[[^\n]*\n?$/, 'the file is one list on one line: put each resource on a line of its own'],
];

/** The first line of JSON that was written over several lines. */
const INDENTED = /^\uFEFF?\s*([[{]\s*)+\r?\n/;

/** A resource behind another one with a CR between them, in what may be one line. */
const CARRIAGE_RETURNS = /^[^\n]*\}[\t ]*\r+[\t ]*\{/;

/** A line that is a resource, or was to be one. */
const RESOURCE = /^\uFEFF?[\t ]*\{.*["']?resourceType\b/m;

/** Says why an open file is not NDJSON at all, if it is not. */
export function fileRefusal(file: number): string | undefined {
  const head = Buffer.alloc(HEAD_BYTES);
  return notNdjson(head.subarray(0, readSync(file, head, 0, HEAD_BYTES, 0)));
}

/**
 * Says why a whole file is not NDJSON, by its beginning, and what to do about it: compressed, in another encoding or format, with other
 * line ends, or one JSON document. Of such a file every line would be refused, and no line would show the reason. Nothing of the file is
 * in what is said.
 * @param head the first {@link HEAD_BYTES} of the file, or all of it where it is shorter
 */
export function notNdjson(head: Buffer): string | undefined {
  const signature = SIGNATURES.find(([bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (signature) return signature[1];
  const text = head.toString('utf8');
  if (text.startsWith(ZIP)) return zipped(text);
  if (CARRIAGE_RETURNS.test(text)) return 'the lines of the file end with CR alone: end them with LF';
  return indented(text) ?? (RESOURCE.test(text) ? undefined : otherText(text, head.length < HEAD_BYTES));
}

/** Names of an archive's files stand in it in clear; those of Office's are laid down (ECMA-376, part 2). */
function zipped(text: string): string {
  if (/\bxl\//.test(text)) return `the file is an Excel workbook: ${OFFICE}`;
  return text.includes('[Content_Types].xml') || text.includes('docProps/')
    ? `the file is an Office document: ${OFFICE}`
    : 'the file is a ZIP archive: unpack it first';
}

function indented(text: string): string | undefined {
  const [first = ''] = INDENTED.exec(text) ?? [];
  if (first === '') return undefined;
  if (first.includes('['))
    return 'the file is one list over several lines: put each resource on a line of its own';
  return /"resourceType"\s*:\s*"Bundle"/.test(text)
    ? 'the file is one Bundle over several lines: put each entry.resource on a line of its own'
    : 'the file is JSON over several lines: put each resource on a line of its own';
}

function otherText(text: string, isWhole: boolean): string | undefined {
  const shown = text.replace(/^\uFEFF/, '').trimStart();
  const known = TEXTS.find(([form]) => form.test(shown));
  if (known) return known[1];
  return isTable(shown, isWhole)
    ? 'the file looks like CSV, values in columns: write each record as a FHIR resource in JSON, one on each line'
    : undefined;
}

/** What stands between the columns of a table. */
const SEPARATORS = [',', ';', '\t', '|'];

/** Lines of a table's beginning that are compared. */
const MOST_ROWS = 5;

/** Whether the first lines have the same number of columns, two at least; none begins as JSON does. Quotes may hold line ends (RFC 4180). */
function isTable(text: string, isWhole: boolean): boolean {
  if (/^[\t ]*[{[]/m.test(text)) return false;
  const lines = text
    .replaceAll(/"(?:[^"]|"")*"/g, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const rows = (isWhole ? lines : lines.slice(0, -1)).slice(0, MOST_ROWS);
  return SEPARATORS.some((separator) => {
    const [columns = 0, ...others] = rows.map((row) => row.split(separator).length);
    return columns > 1 && others.length > 0 && others.every((count) => count === columns);
  });
}
