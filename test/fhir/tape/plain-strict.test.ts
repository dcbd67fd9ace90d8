import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { readPackage } from '../../../fhir/packages/read-package.ts';
import { tarFiles } from '../../../fhir/packages/tar.ts';
import { loadR4 } from '../../../fhir/r4/load-r4.ts';
import { r4Folder } from '../../../fhir/r4-folder.ts';
import type { StrictCheck } from '../../../fhir/validate/strict.ts';
import { createStrictCheck } from '../../../fhir/validate/strict.ts';
import { samplePopulation } from '../../../tools/sample-population/generate-population.ts';
import { sharedData, testWith } from '../../support/shared-data.ts';
import { mutatedLines } from '../fuzz.ts';
import { resourceMaker } from '../made-resources.ts';
import { RIGHT_RESOURCES } from '../right-resources.ts';
import { changedLines } from './changed-lines.ts';
import type { Compared } from './compare-strict.ts';
import { compareStrict } from './compare-strict.ts';
import { SEED } from '../../support/seed.ts';

const r4 = loadR4(await r4Folder());
const bare = createStrictCheck(r4, [], 'refuse');
const withUsCore = (folder: string, version: string): StrictCheck =>
  createStrictCheck(r4, [readPackage(usCore(folder, version))], 'ignore', 'latest-loaded');
const usCore = (folder: string, version: string): string => join(folder, `hl7.fhir.us.core-${version}.tgz`);

/** The examples that a package brings; large ones are left to the corpora. */
const examplesIn = (file: string): object[] =>
  [...tarFiles(gunzipSync(readFileSync(file)))]
    .filter(({ name, content }) => /^package\/example\/.*\.json$/.test(name) && content.length < 20_000)
    .map(({ content }) => JSON.parse(content.toString('utf8')) as { id?: string; resourceType?: string })
    .filter(({ id, resourceType }) => id !== undefined && resourceType !== undefined);

const oneOfEachType = (seed: number): object[] => {
  const model = r4.model();
  const names = Object.keys(model.types).filter((name) => model.types[name]?.isResource);
  return names.map(resourceMaker(model, seed));
};

describe('the tape has no line plainly right that the walk refuses:', () => {
  test('20,000 lines with changes beyond structure', () => {
    const seed = SEED;
    const resources = [...oneOfEachType(seed), ...Object.values(RIGHT_RESOURCES), ...sampled()];
    const { lines, plain, refused } = compareStrict(r4, bare, changedLines(seed, resources), 20_000);
    expect(lines).toBeGreaterThan(10_000);
    expect(plain / (lines - refused)).toBeGreaterThan(0.5);
    expect(refused / lines).toBeGreaterThan(0.05);
  });

  test('20,000 lines with any changes', () => {
    const seed = SEED;
    expect(compareStrict(r4, bare, mutatedLines(seed, oneOfEachType(seed)), 20_000).lines).toBeGreaterThan(
      500,
    );
  });

  for (const version of ['3.1.1', '7.0.0'])
    testWith('us-core-packages', `10,000 lines that claim profiles of US Core ${version}`, (folder) => {
      const examples = examplesIn(usCore(folder, version));
      const lines = changedLines(SEED, [...examples, ...Object.values(RIGHT_RESOURCES)]);
      const { plain, refused } = compareStrict(r4, withUsCore(folder, version), lines, 10_000);
      expect(plain).toBeGreaterThan(3_000);
      expect(refused).toBeGreaterThan(500);
    });
});

const sampled = (): object[] =>
  [...samplePopulation()].filter((_line, at) => at % 20 === 0).map((line) => JSON.parse(line) as object);

function* linesOf(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length;) {
    const feed = content.indexOf(10, start);
    const end = feed < 0 ? content.length : feed;
    if (end > start) yield content.subarray(start, end);
    start = end + 1;
  }
}

/** Of the lines that are not refused, and of their bytes, the shares that take the walk. */
const shares = ({ lines, plain, refused, bytes, plainBytes }: Compared): number[] => [
  1 - plain / (lines - refused),
  1 - plainBytes / bytes,
];

function* linesIn(folder: string): Generator<Buffer> {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.ndjson')))
    yield* linesOf(readFileSync(join(folder, name)));
}

describe('at most a hundredth of the lines and bytes that are not refused take the walk:', () => {
  const expectFew = (compared: Compared): void => {
    for (const share of shares(compared)) expect(share).toBeLessThanOrEqual(0.01);
  };

  test('our own sample population', () => {
    const lines = [...samplePopulation()].map((line) => Buffer.from(line));
    expectFew(compareStrict(r4, bare, lines, Infinity));
  });

  testWith('synthea-r4.tar.gz', 'a population of Synthea, without claims', (archive) => {
    const files = [...tarFiles(gunzipSync(readFileSync(archive)))].filter(({ name }) =>
      name.endsWith('.ndjson'),
    );
    for (const { name, content } of files)
      expect({
        name: basename(name),
        share: shares(compareStrict(r4, bare, everyTenth(linesOf(content)), Infinity)),
      }).toEqual({
        name: basename(name),
        share: [0, 0],
      });
  });

  testWith('synthea-bulk-10', 'a bulk export of Synthea that claims US Core', (folder) => {
    const packages = sharedData('us-core-packages');
    const strict =
      packages === undefined ? createStrictCheck(r4, [], 'ignore') : withUsCore(packages, '3.1.1');
    expectFew(compareStrict(r4, strict, linesIn(folder), Infinity));
  });

  const packages = sharedData('us-core-packages');
  for (const version of packages === undefined ? [] : ['3.1.1', '5.0.1', '6.1.0', '7.0.0'])
    testWith(
      'us-core-examples',
      `the examples of US Core, by the profiles of ${version}, of which none takes it`,
      (folder) => {
        const compared = compareStrict(r4, withUsCore(packages ?? '', version), linesIn(folder), Infinity);
        expect(shares(compared)).toEqual([0, 0]);
      },
    );
});

function* everyTenth(lines: Iterable<Buffer>): Generator<Buffer> {
  let at = 0;
  for (const line of lines) if (at++ % 10 === 0) yield line;
}
