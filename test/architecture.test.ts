import { describe, expect, test } from '@jest/globals';
import { breaches } from '../tools/architecture/check-law.ts';
import type { Source } from '../tools/architecture/read-sources.ts';
import { readSources, sourceOf } from '../tools/architecture/read-sources.ts';
import { PROJECT } from '../tools/build/project.ts';

const house = readSources(PROJECT);

test('the house is as the law has it', () => {
  expect(breaches(house)).toEqual([]);
});

/** The house with some text added to a file, or with one more file. */
const planted = (path: string, text: string): Source[] => {
  const was = house.find((source) => source.path === path);
  const now = sourceOf(path, `${text}\n${was?.text ?? ''}`);
  return was ? house.map((source) => (source === was ? now : source)) : [...house, now];
};
const breachesOf = (path: string, text: string): string[] => breaches(planted(path, text));

describe('a planted breach is found:', () => {
  test.each([
    [
      'events know nobody',
      'events/entry.ts',
      "import { x } from '../lib/ledger/index.ts';",
      'events may not know lib/ledger',
    ],
    [
      'nor do they for types',
      'events/entry.ts',
      "import type { X } from '../lib/ledger/index.ts';",
      'events may not know lib/ledger',
    ],
    [
      'nor by import()',
      'events/entry.ts',
      "const x = import('../lib/ledger/index.ts');",
      'events may not know lib/ledger',
    ],
    [
      'nor by export',
      'events/entry.ts',
      "export { x } from '../lib/ledger/index.ts';",
      'events may not know lib/ledger',
    ],
    [
      'nor by a detour in the path',
      'events/entry.ts',
      "import { x } from './../lib/../lib/ledger/index.ts';",
      'events may not know lib/ledger',
    ],
    [
      'lib knows no local cloud',
      'lib/ledger/ledger.ts',
      "import { x } from './../../local/ground/index.ts';",
      'lib/ledger may not know local/ground',
    ],
    [
      'fhir knows nothing of AWS',
      'fhir/r4/dates.ts',
      "import { x } from '../../lib/healthlake/index.ts';",
      'fhir may not know lib/healthlake',
    ],
    [
      'services know types of each other at most',
      'local/lambda/lambda.ts',
      "import { x } from '../sqs/index.ts';",
      'local/lambda may not know local/sqs',
    ],
    [
      'the local cloud knows no command line',
      'local/sqs/queue.ts',
      "import { x } from '../../cli/stage/index.ts';",
      'local/sqs may not know cli/stage',
    ],
    [
      'handlers are deployed, the local cloud is not',
      'handlers/poll-jobs.ts',
      "import { x } from '../local/boot/index.ts';",
      'handlers may not know local/boot',
    ],
    [
      'a room is entered by its door',
      'lib/status/overview.ts',
      "import { x } from '../ledger/ledger.ts';",
      'past the door lib/ledger/index.ts',
    ],
    [
      'by type imports, too',
      'lib/status/overview.ts',
      "import type { X } from '../ledger/ledger.ts';",
      'past the door lib/ledger/index.ts',
    ],
    [
      'packages have their rooms',
      'fhir/r4/dates.ts',
      "import { x } from '@aws-sdk/client-s3';",
      'uses the package @aws-sdk/client-s3',
    ],
    [
      'and their parts, too',
      'lib/s3/listing.ts',
      "import x from 'ajv/dist/2020.js';",
      'uses the package ajv',
    ],
    ['no circle of files', 'fhir/r4/dates.ts', "import { x } from './primitives.ts';", 'a circle: '],
    ['no circle of types', 'fhir/r4/dates.ts', "import type { X } from './primitives.ts';", 'a circle: '],
    ['a file lies in a room', 'lib/stray/file.ts', 'export const x = 1;', 'lib/stray, which is not a room'],
    [
      'a door is nothing but a door',
      'lib/s3/index.ts',
      'export const x = 1;',
      'lib/s3/index.ts is not a door',
    ],
    ['files stay short', 'lib/s3/listing.ts', '\n'.repeat(220), 'lib/s3/listing.ts has'],
  ])('%s', (_, path, text, breach) => {
    expect(breachesOf(path, text)).toContainEqual(expect.stringContaining(breach));
  });

  test('folders stay small', () => {
    const many = Array.from({ length: 21 }, (_, at) => sourceOf(`lib/s3/many/file-${at}.ts`, ''));
    expect(breaches([...house, ...many])).toEqual([
      'lib/s3/many/ holds 21 files: 20 at most; which rooms are in it?',
    ]);
  });

  test('a room has a door', () => {
    const without = house.filter(({ path }) => path !== 'lib/s3/index.ts');
    expect(breaches(without)).toContainEqual('lib/s3 has no door: write lib/s3/index.ts');
  });

  test('types of a package are not the package', () => {
    const path = 'local/healthlake/access.ts';
    expect(breachesOf(path, "import type { X } from '@aws-sdk/client-healthlake';")).toEqual(breaches(house));
    expect(breachesOf(path, "import { X } from '@aws-sdk/client-healthlake';")).toHaveLength(
      breaches(house).length + 1,
    );
  });
});
