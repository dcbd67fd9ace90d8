import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { samplePopulation } from '../../tools/sample-population/generate-population.ts';
import { tarFiles } from '../../fhir/packages/tar.ts';
import { openTestValidator } from '../support/open-test-validator.ts';
import { testWith } from '../support/shared-data.ts';

const validator = await openTestValidator();

/** The lines that are refused, with the first error of each. */
function refused(name: string, content: Buffer): string[] {
  const found: string[] = [];
  let line = 0;
  for (let start = 0; start < content.length;) {
    const feed = content.indexOf(10, start);
    const end = feed < 0 ? content.length : feed;
    line++;
    const { errors } = validator.check(content.subarray(start, end), 'structure-only');
    if (errors) found.push(`${name}:${line} ${errors[0]?.diagnostics ?? ''}`);
    start = end + 1;
  }
  return found;
}

const ndjsonIn = (folder: string): { name: string; content: Buffer }[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => ({ name, content: readFileSync(join(folder, name)) }));

testWith('synthea-bulk-10', 'every line of a bulk export of Synthea is right', (folder) => {
  const files = ndjsonIn(folder);
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap(({ name, content }) => refused(name, content))).toEqual([]);
});

testWith('synthea-r4.tar.gz', 'every line of a larger population of Synthea is right', (archive) => {
  const files = [...tarFiles(gunzipSync(readFileSync(archive)))].filter(({ name }) =>
    name.endsWith('.ndjson'),
  );
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap(({ name, content }) => refused(name, content))).toEqual([]);
});

/** Examples of US Core that break R4 itself. */
const WRONG_EXAMPLES = [
  // Its narrative has a status and no div, which R4 requires.
  'DiagnosticReport.ndjson:4 DiagnosticReport.text.div: minimum required = 1, but only found 0',
];

testWith(
  'us-core-examples',
  'every example of US Core is right, save one that R4 itself refuses',
  (folder) => {
    expect(ndjsonIn(folder).flatMap(({ name, content }) => refused(name, content))).toEqual(WRONG_EXAMPLES);
  },
);

test('every line of our own sample population is right', () => {
  expect(refused('sample', Buffer.from([...samplePopulation()].join('\n')))).toEqual([]);
});
