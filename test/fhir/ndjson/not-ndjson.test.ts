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
const OFFICE =
  'write each record as a FHIR resource in JSON, one on each line: HealthLake reads no tables or documents';
const CSV =
  'the file looks like CSV, values in columns: write each record as a FHIR resource in JSON, one on each line';
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
  [
    'xz',
    Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0]),
    'the file is compressed with xz: unpack it first',
  ],
  ['UTF-16 without a mark', Buffer.from(NDJSON, 'utf16le'), 'the file is UTF-16: write it as UTF-8'],
  [
    'an Excel workbook',
    Buffer.from('PK\x03\x04\x14\0docProps/app.xml\x02\x03PK\x03\x04\x14\0xl/workbook.xml\x01', 'latin1'),
    `the file is an Excel workbook: ${OFFICE}`,
  ],
  [
    'a document of Word',
    Buffer.from('PK\x03\x04\x14\0[Content_Types].xml\x02', 'latin1'),
    `the file is an Office document: ${OFFICE}`,
  ],
  [
    'an Excel workbook of the old form',
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
    `the file is of Excel or Word before 2007: ${OFFICE}`,
  ],
  ['a PDF', '%PDF-1.7\n', `the file is a PDF: ${OFFICE}`],
  ['a CSV', 'id,name\n1,"Ann, of\nNowhere"\n2,Bob\n', CSV],
  ['a CSV with semicolons and CRLF', '\uFEFFid;name\r\n1;Ann\r\n', CSV],
  ['a table with tabs', 'id\tname\n1\tAnn', CSV],
  ['a large CSV', `id,name\n${'1,Ann\n'.repeat(5000)}`, CSV],
  [
    'a web page with scripts',
    '\n<!DOCTYPE html>\n<html><script>\n{ let a = 1, b = 2 }\n</script></html>\n',
    'the file is a web page, as a server answers that refuses or wants a login: fetch the data again',
  ],
  [
    'XHTML',
    '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"></html>',
    'the file is a web page, as a server answers that refuses or wants a login: fetch the data again',
  ],
  [
    'an error of S3',
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
    'the file is an error of S3 in XML, and none of the data: fetch it again',
  ],
  [
    'FHIR in XML',
    '<?xml version="1.0"?>\n<Patient xmlns="http://hl7.org/fhir"><id value="a"/></Patient>\n',
    'the file is FHIR in XML: write each resource as JSON, on a line of its own',
  ],
  [
    'other XML',
    '<ClinicalDocument xmlns="urn:hl7-org:v3"/>',
    'the file is XML: write each resource as FHIR in JSON, on a line of its own',
  ],
  [
    'HL7 version 2',
    'MSH|^~\\&|A|B\rPID|1\r',
    'the file is HL7 version 2: convert its messages to FHIR resources in JSON, one on each line',
  ],
  [
    'a list on one line',
    `[${NDJSON.trim()}]\n`,
    'the file is one list on one line: put each resource on a line of its own',
  ],
])('%s is refused as a whole, with what it is', (_what, content, refusal) => {
  expect(read(content)).toEqual([`${refusal} (ends at the end)`]);
});

test.each<[what: string, content: string, lines: string[]]>([
  ['an empty file', '', []],
  ['a file of blank lines', '\n\n', ['', '']],
  ['a file whose first line is broken', `{"a"\n${NDJSON}`, ['{"a"', NDJSON.trim()]],
  ['a Bundle on one line', JSON.stringify(bundle), [JSON.stringify(bundle)]],
  ['a list before a resource', `[1]\n${NDJSON}`, ['[1]', NDJSON.trim()]],
  ['a page before a resource', `<html>\n${NDJSON}`, ['<html>', NDJSON.trim()]],
  [
    'JSON of another language',
    "{'resourceType': 'Patient', 'id': 'a'}\n{'resourceType': 'Patient', 'id': 'b'}\n".slice(0, -1),
    ["{'resourceType': 'Patient', 'id': 'a'}", "{'resourceType': 'Patient', 'id': 'b'}"],
  ],
  ['JSON that is no resource', '{"a":1,"b":2}\n{"a":1,"b":2}', ['{"a":1,"b":2}', '{"a":1,"b":2}']],
  ['a sentence', 'Not here, please.\n', ['Not here, please.']],
  ['one resource that ends with CR', `${NDJSON.trim()}\r`, [NDJSON.trim()]],
  ['CRLF', NDJSON.replace('\n', '\r\n').repeat(2), [NDJSON.trim(), NDJSON.trim()]],
  ['a resource without a line end', NDJSON.trim(), [NDJSON.trim()]],
])('%s is read line by line', (_what, content, lines) => {
  expect(read(content)).toEqual(lines);
});
