import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tarFiles } from '../../../fhir/packages/tar.ts';
import { loadR4 } from '../../../fhir/r4/load-r4.ts';
import { r4Folder } from '../../../fhir/r4-folder.ts';
import { readSource } from '../../../fhir/json/read-source.ts';
import { openTestValidator } from '../../support/open-test-validator.ts';
import { SEED } from '../../support/seed.ts';
import { testWith } from '../../support/shared-data.ts';
import { mutatedLines } from '../fuzz.ts';
import { resourceMaker } from '../made-resources.ts';
import { MUTATIONS, mutated } from '../mutations.ts';
import { isPlain } from './is-plain.ts';

const r4 = loadR4(await r4Folder());
const { judge } = r4;
const validator = await openTestValidator();

const patient = (members: string): string =>
  `{"resourceType":"Patient","id":"p1"${members && `,${members}`}}`;
const observation = (members: string): string =>
  `{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"}${members && `,${members}`}}`;
const div = (xhtml: string): string =>
  patient(
    `"text":{"status":"generated","div":${JSON.stringify(`<div xmlns="http://www.w3.org/1999/xhtml">${xhtml}</div>`)}}`,
  );

describe('is plainly right', () => {
  test.each([
    patient(''),
    ` { "resourceType" : "Patient" , "id" : "p1" , "active" : true }\t`,
    `{"id":"p1","name":[{"given":["}"]}],"resourceType":"Patient"}`,
    `{"id":"p1","managingOrganization":{"display":"\\"resourceType\\":"},"resourceType":"Patient"}`,
    patient('"name":[{"given":["\\u00e4x\\n\\"\\\\ \\/"],"family":"Ünal"}]'),
    patient('"name":[{"family":" x"}]'),
    patient('"birthDate":"2000-02-29","_birthDate":{"extension":[{"url":"a","valueCode":"b"}]}'),
    patient('"identifier":[{"system":"http:\\/\\/example.org\\/a","value":"1"}]'),
    patient('"managingOrganization":{"reference":"Organization\\/1"}'),
    patient('"managingOrganization":{"reference":"Organization/1/_history/2","type":"Organization"}'),
    patient('"managingOrganization":{"reference":"Organization?identifier=a|b"}'),
    patient('"managingOrganization":{"reference":"https://example.org/fhir/Organization/1"}'),
    patient('"managingOrganization":{"reference":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}'),
    patient(
      '"managingOrganization":{"reference":"#o"},"contained":[{"resourceType":"Organization","id":"o","name":"x"}]',
    ),
    patient('"multipleBirthInteger":2'),
    observation('"valueQuantity":{"value":-1.50e-3,"unit":"mg\\/dL"}'),
    observation('"effectiveDateTime":"2020-01-01T23:59:60.123+14:00"'),
    observation('"valueTime":"12:00:00"'),
    `{"resourceType":"Binary","id":"b","contentType":"application/pdf","data":"AAAA+/8="}`,
    div('<p title="a">x &amp; y</p>'),
    `{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/1"},"clinicalStatus":{"coding":[{"system":"x","code":"y"},{"code":"active","system":"http://terminology.hl7.org/CodeSystem/condition-clinical"}]}}`,
    `{"resourceType":"Bundle","id":"b","type":"collection","entry":[{"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":{"resourceType":"Patient","id":"p"}},{"fullUrl":"http://a/Observation/1","resource":${observation('"subject":{"reference":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}')}}]}`,
  ])('%s', (line) => {
    expect(isPlain(judge, line)).toBe(true);
    expect(validator.check(Buffer.from(line), 'structure-only').errors).toBeUndefined();
  });
});

describe('takes a closer look, which finds it right', () => {
  test.each([
    patient('"name":[{"given":[null,"x"],"_given":[{"extension":[{"url":"a","valueCode":"b"}]},null]}]'),
    patient('"language":"\\u0064e"'),
    patient('"name":[{"family":"\\ud83d\\ude00"}]'),
    observation('"valueInteger":-0'),
  ])('%s', (line) => {
    expect(validator.check(Buffer.from(line), 'structure-only').errors).toBeUndefined();
  });
});

describe('is never plainly right', () => {
  test.each([
    '',
    '{}',
    '[]',
    patient('"active":true,"active":true'),
    patient('"active":"true"'),
    patient('"name":[]'),
    patient('"name":[{"id":"a"}]'),
    patient('"name":[{"family":""}]'),
    patient('"name":[{"family":" \\u00a0"}]'),
    patient('"name":[{"family":"\\ud83d"}]'),
    patient('"name":[{"family":"\\b"}]'),
    patient('"name":[{"family":"\\u0000"}]'),
    patient('"name":[{"family":"a\tb"}]'),
    patient('"name":[{"family":"x"},]'),
    patient('"name":[{"family":"x",}]'),
    patient('"gender":"none"'),
    patient('"gender":"male '),
    patient('"birthDate":"1900-02-29"'),
    patient('"birthDate":"2000-13"'),
    patient('"multipleBirthInteger":2.0'),
    patient('"multipleBirthInteger":02'),
    patient('"multipleBirthInteger":2147483648'),
    patient('"multipleBirthInteger":2,"multipleBirthBoolean":true'),
    patient('"genderX":"male"'),
    patient('"__proto__":{}'),
    patient('"managingOrganization":{"reference":"Patient/1"}'),
    patient('"managingOrganization":{"reference":"Organization/1","type":"Patient"}'),
    patient('"managingOrganization":{"reference":"Organisation/1"}'),
    patient('"managingOrganization":{"reference":"#p"},"contained":[{"resourceType":"Patient","id":"p"}]'),
    patient('"managingOrganization":{"reference":"#"}'),
    `${patient('')}${patient('')}`,
    patient('').slice(0, -1),
    `{"resourceType":"Patient","resourceType":"Patient","id":"p1"}`,
    `{"resourceType":"Nothing","id":"p1"}`,
    `{"resourceType":"Observation","id":"o1","status":"final"}`,
    observation('"valueQuantity":{"value":01}'),
    observation('"valueQuantity":{"value":1.}'),
    observation('"effectiveDateTime":"2020-01-01T10:00:00"'),
    `{"resourceType":"Binary","id":"b","contentType":"application/pdf","data":"AAAA="}`,
    div('<script>x</script>'),
    `{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/1"},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"none"}]}}`,
    `{"resourceType":"Bundle","id":"b","type":"collection","entry":[{"fullUrl":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520","resource":{"resourceType":"Medication","id":"p"}},{"fullUrl":"http://a/Observation/1","resource":${observation('"subject":{"reference":"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}')}}]}`,
  ])('%s', (line) => {
    expect(isPlain(judge, line)).toBe(false);
    if (line !== '') expect(validator.check(Buffer.from(line), 'structure-only').errors).toBeDefined();
  });

  test('what is no UTF-8', () => {
    expect(isPlain(judge, Buffer.from(patient('"name":[{"family":"é"}]'), 'latin1'))).toBe(false);
  });
});

/** What is plainly right is so for the pass that words errors. */
function agrees(line: Buffer): boolean {
  if (!isPlain(judge, line)) return true;
  const conditional = judge.of.conditional > 0;
  const source = readSource(line);
  const resource = source.value as Record<string, unknown>;
  return (
    source.faults.length === 0 &&
    r4.explain(resource, source).length === 0 &&
    conditional === /"reference"\s*:\s*"[A-Z][A-Za-z]*\?/.test(line.toString())
  );
}

test('every kind of fault takes a closer look', () => {
  expect(MUTATIONS.filter((mutation) => isPlain(judge, mutated(mutation))).map(({ kind }) => kind)).toEqual(
    [],
  );
});

const TYPES = Object.entries(r4.model().types).flatMap(([name, { isResource }]) =>
  isResource ? [name] : [],
);

test('of 10,000 mutated lines, those that are plainly right are right', () => {
  const make = resourceMaker(r4.model(), SEED);
  let plain = 0;
  let lines = 0;
  for (const line of mutatedLines(SEED, TYPES.map(make))) {
    if (lines++ === 10_000) break;
    if (isPlain(judge, line)) plain++;
    if (!agrees(line)) throw new Error(`the byte judge took ${line.toString()}`);
  }
  expect(plain).toBeGreaterThan(300);
});

test('spaces, the order of members and what lies around a line change nothing', () => {
  const make = resourceMaker(r4.model(), 7);
  fc.assert(
    fc.property(
      fc.constantFrom(...TYPES),
      fc.nat(2),
      fc.nat(40),
      fc.boolean(),
      (type, spaces, before, reversed) => {
        const made = JSON.parse(JSON.stringify(make(type))) as object;
        // Of those that are made at random a few take a closer look.
        const isRight = isPlain(judge, JSON.stringify(made));
        const ordered = reversed ? Object.fromEntries(Object.entries(made).reverse()) : made;
        const line = JSON.stringify(ordered, null, spaces).replaceAll('\n', ' ');
        const memory = Buffer.from(`${' '.repeat(before)}\n${line}\n{"`);
        const start = before + 1;
        judge.over(memory);
        expect(judge.check(start, memory.length - 3)).toBe(isRight);
        expect(judge.check(start, memory.length - 4)).toBe(false);
      },
    ),
  );
});

/** The lines of files, and how much of those that are right takes a closer look. */
function closerShare(files: readonly Buffer[]): { lines: number; bytes: number } {
  const right = { lines: 0, bytes: 0 };
  const closer = { lines: 0, bytes: 0 };
  for (const file of files)
    for (let start = 0, end; start < file.length; start = end + 1) {
      const feed = file.indexOf(10, start);
      end = feed < 0 ? file.length : feed;
      const line = file.subarray(start, end);
      if (!agrees(line)) throw new Error(`the byte judge took ${line.toString()}`);
      const plain = isPlain(judge, line);
      if (!plain && validator.check(line, 'structure-only').errors) continue;
      for (const sum of plain ? [right] : [right, closer]) {
        sum.lines++;
        sum.bytes += line.length;
      }
    }
  expect(right.lines).toBeGreaterThan(100);
  return { lines: closer.lines / right.lines, bytes: closer.bytes / right.bytes };
}

const ndjsonIn = (folder: string): Buffer[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => readFileSync(join(folder, name)));

describe('of real data at most one line and byte in a hundred takes a closer look', () => {
  for (const name of ['synthea-bulk-10', 'us-core-examples'])
    testWith(name, name, (folder) => {
      const share = closerShare(ndjsonIn(folder));
      expect(share.lines).toBeLessThanOrEqual(0.01);
      expect(share.bytes).toBeLessThanOrEqual(0.01);
    });
  testWith('synthea-r4.tar.gz', 'synthea-r4, every fifth file', (archive) => {
    const files = [...tarFiles(gunzipSync(readFileSync(archive)))].filter(({ name }) =>
      name.endsWith('.ndjson'),
    );
    const share = closerShare(
      files.filter((_, index) => index % 5 === 0).map(({ content }) => Buffer.from(content)),
    );
    expect(share.lines).toBeLessThanOrEqual(0.01);
    expect(share.bytes).toBeLessThanOrEqual(0.01);
  });
});
