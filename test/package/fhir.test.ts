import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FileVerdict } from '../../package/fhir.ts';
import { loadPackages, validateFile, validateLine } from '../../package/fhir.ts';
import { temporaryFolder } from '../support/cloud.ts';
import { MUTATIONS, mutated } from '../fhir/mutations.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

const verdictsOf = async (text: string | Buffer, ...options: unknown[]): Promise<FileVerdict[]> => {
  const path = join(temporary.folder, 'file.ndjson');
  writeFileSync(path, text);
  const verdicts = [];
  for await (const verdict of validateFile(path, options[0] as object)) verdicts.push(verdict);
  return verdicts;
};
const patient = (id: string, more = ''): string => `{"resourceType":"Patient","id":"${id}"${more}}`;

test('a line that is right has type and id; one that is not has the issues of an OperationOutcome', async () => {
  expect(await validateLine(patient('a'))).toEqual({
    isValid: true,
    resourceType: 'Patient',
    id: 'a',
    issues: [],
  });
  const { isValid, issues } = await validateLine(Buffer.from(patient('a', ',"birthDate":"1.2.03"')));
  expect(isValid).toBe(false);
  expect(issues).toEqual([
    expect.objectContaining({ severity: 'error', code: 'processing', location: ['Patient.birthDate'] }),
  ]);
});

test('bytes in the middle of others’ memory are the line', async () => {
  const line = new TextEncoder().encode(`xx${patient('a')}yy`).subarray(2, -2);
  expect(await validateLine(line)).toMatchObject({ isValid: true, id: 'a' });
});

test('a file has the verdict of each of its lines, in their order, with their numbers', async () => {
  const lines = MUTATIONS.map(mutated);
  expect(lines.length).toBeGreaterThan(20);
  const all = lines.flatMap((line, at) => [patient(`p${at}`), line, '']);
  const verdicts = await verdictsOf(all.join('\n'));
  const expected = await Promise.all(
    all.map(async (line, at) => ({ line: at + 1, ...(await validateLine(line)) })),
  );
  expect(verdicts.map(({ progress: _progress, ...verdict }) => verdict)).toEqual(
    expected.filter(({ line }) => all[line - 1] !== ''),
  );
});

test('a file of several megabytes is read bit by bit, and says how far', async () => {
  const wide = `,"language":"${'x'.repeat(200_000)}"`;
  const text = Array.from({ length: 15 }, (_, at) => patient(`p${at}`, wide)).join('\r\n');
  const verdicts = await verdictsOf(text);
  expect(verdicts.map(({ line }) => line)).toEqual(Array.from({ length: 15 }, (_, at) => at + 1));
  const steps = verdicts.map(({ progress }) => progress.bytes);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(new Set(steps).size).toBeGreaterThan(2);
  expect(verdicts.at(-1)?.progress).toEqual({ bytes: text.length, of: text.length });
});

test('a file that is none says so in its first line; an empty one has no lines', async () => {
  expect(await verdictsOf('[\n{"resourceType":"Patient"}\n]')).toEqual([
    expect.objectContaining({ line: 1, isValid: false }),
  ]);
  expect(await verdictsOf('')).toEqual([]);
});

test('strict takes an unknown profile only where it is told to', async () => {
  const claims = patient('a', ',"meta":{"profile":["http://example.org/fhir/no-such-profile"]}');
  expect(await validateLine(claims)).toHaveProperty('isValid', true);
  expect(await validateLine(claims, { level: 'strict' })).toHaveProperty('isValid', false);
  const ignored = await validateLine(claims, { level: 'strict', unknownProfiles: 'ignore' });
  expect(ignored).toHaveProperty('isValid', true);
});

test('a level, packages and a file that are none are refused', async () => {
  await expect(validateLine('{}', { level: 'lax' as 'strict' })).rejects.toThrow('must be one of strict');
  await expect(validateLine('{}', { packages: { packages: [] } })).rejects.toThrow('loadPackages');
  const path = join(temporary.folder, 'none.tgz');
  writeFileSync(path, 'none');
  await expect(loadPackages([path])).rejects.toMatchObject({ code: 'InvalidPackage' });
  await expect(validateFile(join(temporary.folder, 'missing')).next()).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
