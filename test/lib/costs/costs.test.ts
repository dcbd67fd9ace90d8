import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { COUNTED } from '../../../lib/costs/counted.ts';
import { sumOf } from '../../../lib/costs/cost-line.ts';
import { estimateAtRest, estimateDrop, estimateImports, estimateKept } from '../../../lib/costs/estimate.ts';
import { COSTLY_OPTIONS, OPTIONS } from '../../../lib/costs/options.ts';
import { countedDrop } from '../../../tools/bench/aws-calls/account-of-drop.ts';
import { PROJECT } from '../../../tools/build/project.ts';
import { costsDocs, costsDocsPath } from '../../../tools/generate/costs-docs.ts';

test.each(COUNTED.slice(0, 2))(
  'a drop of $files files takes what is said of it (npm run bench -- --only imports)',
  async (counted) => {
    expect(await countedDrop(counted.files)).toEqual(counted);
  },
);

test('a large drop takes at most 1.2 write units and 1.2 calls a file to the end of its job', () => {
  const [, , { files, dynamoDbWrite, callsToEnd }] = COUNTED;
  expect(dynamoDbWrite / files).toBeLessThanOrEqual(1.2);
  expect(callsToEnd / files).toBeLessThanOrEqual(1.2);
});

test('costs grow with the files, and several imports cost what each of them costs', () => {
  const costs = [1, 100, 10_000, 1_000_000].map((files) => sumOf(estimateDrop(files)));
  expect(costs).toEqual(costs.toSorted((a, b) => a - b));
  expect(sumOf(estimateImports([{ files: 1 }, { files: 100 }]))).toBeCloseTo(
    (costs[0] ?? 0) + (costs[1] ?? 0),
  );
});

test('what is kept costs by its size', () => {
  const [files] = estimateKept([
    { files: 2, bytes: 3e9 },
    { files: 1, bytes: 1e9 },
  ]);
  expect(files).toMatchObject({ thing: 's3Storage', amount: 4, basis: 'counted' });
  expect(sumOf(estimateKept([]))).toBe(0);
});

test.each(COSTLY_OPTIONS)('%s adds what it costs, and changes nothing else', (option) => {
  const { atRest, ofDrop, kept, beside } = OPTIONS[option];
  const costs = (has: (typeof option)[]): number[] => [
    sumOf(estimateAtRest(has)),
    sumOf(estimateDrop(1000, has)),
    sumOf(estimateKept([{ files: 1000, bytes: 1e6 }], has)),
  ];
  const [without, added] = [costs([]), [sumOf(atRest), sumOf(ofDrop(1000)), sumOf(kept(1000))]];
  for (const [at, sum] of costs([option]).entries())
    expect(sum).toBeCloseTo((without[at] ?? NaN) + (added[at] ?? NaN), 9);
  expect(added.some((sum) => sum > 0)).toBe(true);
  expect(beside).toMatch(/\.$/);
});

test('docs/costs.md has the tables as lib/costs has them (npm run generate)', () => {
  const root = pathToFileURL(`${PROJECT}/`);
  expect(costsDocs(root)).toBe(readFileSync(new URL(costsDocsPath, root), 'utf8'));
});
