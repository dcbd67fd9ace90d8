import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chunks } from '../../../tools/sample-population/chunks.ts';
import type { SampleFile } from '../../../tools/sample-population/generate-population.ts';
import { generatePopulation } from '../../../tools/sample-population/generate-population.ts';

interface Parsed {
  resourceType: string;
  id: string;
}

const good = (patients: number, seed = 'inlet') =>
  generatePopulation({ patients, seed, errors: false }).files;
const parse = (line: string): Parsed => JSON.parse(line) as Parsed;
const resourcesOf = (files: SampleFile[]): Parsed[] =>
  files.flatMap((file) => Array.from(file.lines(), (line) => parse(line)));
const key = ({ resourceType, id }: Parsed): string => `${resourceType}/${id}`;
const typeOf = ({ name }: SampleFile): string => name.replace('.ndjson', '');

/** Every `reference` anywhere in a value. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'reference' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

const hashOf = (files: SampleFile[]): string => {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file.name}\n`);
    for (const chunk of chunks(file.lines())) hash.update(chunk);
  }
  return hash.digest('hex');
};

describe('a population without errors', () => {
  test('has eight resource types, one file each', () => {
    const files = good(10);
    expect(files.map(typeOf)).toEqual([
      'Organization',
      'Practitioner',
      'Patient',
      'Encounter',
      'Condition',
      'Observation',
      'MedicationRequest',
      'Immunization',
    ]);
    for (const file of files)
      for (const { resourceType } of resourcesOf([file])) expect(resourceType).toBe(typeOf(file));
  });

  test('refers only to resources that it has, and to each type but those that end a chain', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.string(), (patients, seed) => {
        const resources = resourcesOf(good(patients, seed));
        const there = new Set(resources.map(key));
        const asked = resources.flatMap(referencesIn);
        expect(asked.filter((reference) => !there.has(reference))).toEqual([]);
        expect(new Set(asked.map((reference) => reference.split('/')[0]))).toEqual(
          new Set(['Organization', 'Practitioner', 'Patient', 'Encounter', ...conditionsAsked(resources)]),
        );
      }),
      { numRuns: 15 },
    );
  });

  test('has each id once, in the form that FHIR allows', () => {
    const resources = resourcesOf(good(80));
    expect(new Set(resources.map(key)).size).toBe(resources.length);
    for (const { id } of resources) expect(id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
  });

  test('says in each resource that it is test data', () => {
    for (const resource of resourcesOf(good(5)))
      expect(resource).toMatchObject({ meta: { tag: [{ code: 'HTEST' }] } });
  });

  test('nobody is born after a visit, and no visit ends before it begins', () => {
    for (const resource of resourcesOf(good(80))) {
      const { birthDate = '1900-01-01', period } = resource as Parsed & {
        birthDate?: string;
        period?: { start: string; end: string };
      };
      expect(birthDate < '2023').toBe(true);
      if (period) expect(period.start < period.end).toBe(true);
    }
  });

  test('expects of each file that every line is imported', () => {
    for (const file of good(30)) {
      const lines = [...file.lines()].length;
      expect(file.expected).toEqual({
        lines,
        imported: lines,
        failed: 0,
        resources: lines,
        rejected: null,
        why: [],
      });
    }
  });
});

const conditionsAsked = (resources: Parsed[]): string[] =>
  resources.some(({ resourceType }) => resourceType === 'MedicationRequest') ? ['Condition'] : [];

describe('the same seed', () => {
  test('makes the same bytes, on every machine and in every year', () => {
    expect(hashOf(generatePopulation({ patients: 25 }).files)).toBe(
      'c1afe9e83f7875a252fab2b4903fd7c5df3fdd1cba046b3cac5185bff1a5b77c',
    );
  });

  test('makes the same bytes when a file is read twice or out of order', () => {
    const { files } = generatePopulation({ patients: 12 });
    const once = files.map((file) => [...file.lines()]);
    const again = [...files].reverse().map((file) => [...file.lines()]);
    expect(again.reverse()).toEqual(once);
  });

  test('keeps the people that are there when the population grows', () => {
    const [few, more] = [good(5), good(9)].map((files) =>
      files.filter(({ name }) => name === 'Patient.ndjson'),
    );
    const lines = (files: SampleFile[] = []): string[] => files.flatMap((file) => [...file.lines()]);
    expect(lines(more).slice(0, 5)).toEqual(lines(few));
  });

  test('and another seed make other people', () => {
    expect(hashOf(good(10, 'one'))).not.toBe(hashOf(good(10, 'two')));
  });
});

describe('the deliberate errors', () => {
  const { files } = generatePopulation({ patients: 20 });
  const without = new Map(good(20).map((file) => [file.name, [...file.lines()]]));
  const findings = files.flatMap(({ name, expected }) => expected.why.map((why) => ({ name, ...why })));

  /** What is wrong with a line, judged by itself and without the generator's word. */
  const judge = (line: string): string | null => {
    let resource: Partial<Parsed>;
    try {
      resource = parse(line);
    } catch {
      return 'malformed-json';
    }
    if (resource.resourceType === undefined) return 'missing-resource-type';
    if (resource.id === undefined) return 'missing-id';
    const { nmae, birthDate, status } = resource as { nmae?: string; birthDate?: string; status?: string };
    if (nmae !== undefined) return 'unknown-property';
    if (birthDate !== undefined && !new Date(birthDate).toISOString().startsWith(birthDate))
      return 'impossible-date';
    return status === 'running' ? 'unknown-code' : null;
  };

  test('are one of each kind', () => {
    expect(findings.map(({ error }) => error).sort()).toEqual([
      'duplicate-id',
      'impossible-date',
      'json-file',
      'malformed-json',
      'missing-id',
      'missing-resource-type',
      'unknown-code',
      'unknown-property',
    ]);
  });

  test('stand on the lines that are told, and nowhere else', () => {
    for (const { name, lines, expected } of files) {
      if (expected.rejected) continue;
      const seen = new Set<string>();
      const found = [...lines()].flatMap((line, index) => {
        const wrong = judge(line);
        const duplicate = wrong === null && seen.has(key(parse(line))) ? 'duplicate-id' : null;
        if (wrong === null) seen.add(key(parse(line)));
        const error = wrong ?? duplicate;
        return error === null ? [] : [{ error, line: index + 1 }];
      });
      expect({ name, found }).toEqual({
        name,
        found: expected.why.map(({ error, line }) => ({ error, line })),
      });
    }
  });

  test('are counted to the line', () => {
    for (const { lines, expected } of files) {
      if (expected.rejected) continue;
      const all = [...lines()];
      const stored = all.filter((line) => judge(line) === null);
      expect(expected).toMatchObject({
        lines: all.length,
        imported: stored.length,
        failed: all.length - stored.length,
        resources: new Set(stored.map((line) => key(parse(line)))).size,
      });
    }
  });

  test('are additional lines: no good line is missing, so every reference still resolves', () => {
    for (const [name, lines] of without) {
      const file = files.find((candidate) => candidate.name === name);
      expect([...(file?.lines() ?? [])]).toEqual(expect.arrayContaining(lines));
    }
  });

  test('end with a file that is no NDJSON, to be rejected as a whole', () => {
    const file = files.at(-1);
    expect(file?.name).toMatch(/\.json$/);
    expect(file?.expected).toMatchObject({ lines: 0, imported: 0, failed: 0, rejected: 'json-not-ndjson' });
    expect(JSON.parse([...(file?.lines() ?? [])].join('\n'))).toMatchObject({ resourceType: 'Patient' });
  });

  test('are in the smallest population too', () => {
    const smallest = generatePopulation({ patients: 1 }).files;
    expect(smallest.flatMap(({ expected }) => expected.why)).toHaveLength(8);
    for (const { lines, expected } of smallest)
      if (!expected.rejected) expect([...lines()]).toHaveLength(expected.lines);
  });
});

test.each([0, -1, 1.5, NaN])('a population of %p people is refused', (patients) => {
  expect(() => generatePopulation({ patients })).toThrow('patients');
});
