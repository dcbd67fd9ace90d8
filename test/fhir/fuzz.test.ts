import { expect, test } from '@jest/globals';
import { loadR4 } from '../../fhir/r4/load-r4.ts';
import { r4Folder } from '../../fhir/r4-folder.ts';
import { openTestValidator } from '../support/open-test-validator.ts';
import { fuzzValidator } from './fuzz-validator.ts';
import { SEED } from '../support/seed.ts';

const r4 = loadR4(await r4Folder());
const validator = await openTestValidator();

test('20,000 mutated lines each get an answer, and both passes give the same', () => {
  const { lines, refused } = fuzzValidator(r4, validator, 20_000, SEED);
  expect(lines).toBe(20_000);
  // Most changes break something, and some do not.
  expect(refused / lines).toBeGreaterThan(0.3);
  expect(refused / lines).toBeLessThan(0.98);
});

/** Of so many characters, a line is made. */
type Crafted = (size: number) => string;

const filled = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length));
const patient = (members: string): string => `{"resourceType":"Patient","id":"a",${members}}`;
const observation = (members: string): string =>
  `{"resourceType":"Observation","id":"a","status":"final","code":{"text":"x"},${members}}`;
const div = (content: string): string =>
  patient(
    `"text":{"status":"generated","div":${JSON.stringify(`<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`)}}`,
  );

/** Lines that are made to take long. */
const CRAFTED: Readonly<Record<string, Crafted>> = {
  'nesting in lists': (n) => patient(`"name":${filled('[', n)}`),
  'closed nesting in lists': (n) => patient(`"name":${'['.repeat(n * 0.5)}${']'.repeat(n * 0.5)}`),
  'nesting in objects': (n) => patient(`"name":${'{"a":'.repeat(n * 0.15)}1${'}'.repeat(n * 0.15)}`),
  'nested extensions': (n) =>
    patient(`"extension":${'[{"url":"x","extension":'.repeat(n * 0.04)}[]${'}]'.repeat(n * 0.04)}`),
  'a huge list of empty objects': (n) => patient(`"name":[${filled('{},', n)}{}]`),
  'a huge list of right objects': (n) => patient(`"name":[${filled('{"family":"x"},', n)}{"family":"x"}]`),
  'very many unknown properties': (n) =>
    patient(Array.from({ length: n / 10 }, (_, at) => `"p${at}":1`).join()),
  'one key very many times': (n) => patient(`${filled('"active":true,', n)}"active":true`),
  'a text of spaces': (n) => patient(`"gender":"${filled(' ', n)}x"`),
  'a code of words': (n) => patient(`"gender":"${filled('a ', n)}"`),
  'a URI of characters': (n) => patient(`"implicitRules":"${filled('a', n)} "`),
  'base64 of spaces': (n) =>
    `{"resourceType":"Binary","id":"a","contentType":"x","data":"${filled(' ', n)}!"}`,
  'base64 of one character': (n) =>
    `{"resourceType":"Binary","id":"a","contentType":"x","data":"${filled('A', n)}!"}`,
  'a MIME type of parameters': (n) => patient(`"photo":[{"contentType":"a/b${filled('; a=b', n)} "}]`),
  'a MIME type of a value with spaces': (n) =>
    patient(`"photo":[{"contentType":"a/b; a=${filled('b ', n)};"}]`),
  'a MIME type of one character': (n) => patient(`"photo":[{"contentType":"${filled('a', n)}"}]`),
  'a date of digits': (n) => patient(`"birthDate":"${filled('1', n)}"`),
  'a date/time of a fraction': (n) =>
    observation(`"effectiveDateTime":"2020-01-01T00:00:00.${filled('1', n)}"`),
  'a reference of slashes': (n) => observation(`"subject":{"reference":"http://${filled('/A', n)}"}`),
  'a reference of a type': (n) => observation(`"subject":{"reference":"${filled('A', n)}"}`),
  'a UUID of digits': (n) => observation(`"subject":{"reference":"urn:uuid:${filled('a', n)}"}`),
  'an OID of dots': (n) => observation(`"subject":{"reference":"urn:oid:1${filled('.1', n)}x"}`),
  backslashes: (n) => patient(`"implicitRules":"${filled('\\\\', n)}"`),
  'escaped quotes': (n) => patient(`"language":"${filled('\\":', n)}"`),
  'whole numbers with fractions': (n) =>
    `{"resourceType":"Claim","id":"a","item":[{"careTeamSequence":[${filled('1.0,', n)}1]}]}`,
  'a narrative of open tags': (n) => div(filled('<p>', n)),
  'a narrative of ampersands': (n) => div(filled('&a', n)),
  'a narrative of attributes': (n) => div(`<p ${filled('a="" ', n)}x>y</p>`),
  'a narrative of spaces in a tag': (n) => div(`<p${filled(' ', n)}<`),
  'a narrative of comments': (n) => div(filled('<!--', n)),
  'a narrative of closed comments': (n) => div(`${filled('<!-- -->', n)}x`),
  colons: (n) => patient(`"language":"${filled('":', n).replaceAll('"', '\\"')}"`),
  'half surrogates': (n) => patient(`"language":"${filled('\\ud800', n)}"`),
};

/** Milliseconds of a processor that a line takes: the best of some. Other programs do not count. */
function timeOf(line: string): number {
  const bytes = Buffer.from(line);
  let best = Infinity;
  for (let attempt = 0; attempt < 3 && best > QUICK_MS; attempt++) {
    const begun = process.cpuUsage();
    validator.check(bytes, 'strict');
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** What takes no longer than this is quick, whatever it is compared with. */
const QUICK_MS = 150;

test.each(Object.entries(CRAFTED))('%s take time in proportion to their length', (_what, crafted) => {
  const long = timeOf(crafted(300_000));
  // Eight times the length is eight times the time, give or take; 64 times where time grows as its square.
  if (long > QUICK_MS) expect(long / timeOf(crafted(37_500))).toBeLessThan(30);
});
