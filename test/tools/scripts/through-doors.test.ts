import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { doorOpener } from '../../../tools/scripts/through-doors.mjs';

const DOOR = `/**
 * In: numbers.
 * Out: their sums.
 * Touches: nothing.
 */
export type { Sum } from './sum.ts';
export { add, subtract } from './sum.ts';
export { add as plus } from './sum.ts';
export {
  multiply,
} from './products/multiply.ts';
`;

let folder: string;
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const open = (source: string, path = 'cli/command.ts'): string => doorOpener()(source, join(folder, path));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-doors-'));
  write('lib/math/index.ts', DOOR);
  write('lib/more/index.ts', `${DOOR}export const answer = 42;\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('an import through a door', () => {
  test.each([
    [
      'leads to the file behind it',
      "import { add } from '../lib/math/index.ts';",
      "import { add } from '../lib/math/sum.ts';",
    ],
    [
      'of types stays one of types',
      "import type { Sum } from '../lib/math/index.ts';",
      "import type { Sum } from '../lib/math/sum.ts';",
    ],
    [
      'of several names leads to the file of each',
      "import { add, multiply } from '../lib/math/index.ts';",
      "import { add } from '../lib/math/sum.ts'; import { multiply } from '../lib/math/products/multiply.ts';",
    ],
    [
      'under another name keeps that name',
      "import { add as sumUp } from '../lib/math/index.ts';",
      "import { add as sumUp } from '../lib/math/sum.ts';",
    ],
    [
      'that renames takes the name behind it',
      "import { plus } from '../lib/math/index.ts';",
      "import { add as plus } from '../lib/math/sum.ts';",
    ],
    [
      'at run time loads the file alone',
      "const { multiply } = await import('../lib/math/index.ts');",
      "const { multiply } = await import('../lib/math/products/multiply.ts');",
    ],
    [
      'leaves what follows in its line',
      "import { add } from '../lib/math/index.ts'; add(1, 2);",
      "import { add } from '../lib/math/sum.ts'; add(1, 2);",
    ],
  ])('%s', (_, source, expected) => {
    expect(open(source)).toBe(expected);
  });

  test('over several lines takes as many lines as before', () => {
    const source =
      "import {\n  add,\n  multiply,\n} from '../lib/math/index.ts';\nthrow new Error('line 5');\n";
    expect(open(source).split('\n').slice(3)).toEqual(['', "throw new Error('line 5');", '']);
  });

  test('is resolved from where the source lies', () => {
    expect(open("import { add } from './index.ts';", 'lib/math/tool.ts')).toBe(
      "import { add } from './sum.ts';",
    );
  });
});

describe('an import is left as it is', () => {
  test.each([
    ['of a file', "import { add } from '../lib/math/sum.ts';"],
    ['of a package', "import { S3Client } from '@aws-sdk/client-s3';"],
    ['of a name that the door does not have', "import { add, divide } from '../lib/math/index.ts';"],
    ['of an index.ts that is more than a door', "import { add } from '../lib/more/index.ts';"],
    ['of all that a door has', "import * as math from '../lib/math/index.ts';"],
    ['of several names at run time', "const { add, multiply } = await import('../lib/math/index.ts');"],
    ['under another name at run time', "const { add: sumUp } = await import('../lib/math/index.ts');"],
  ])('%s', (_, source) => {
    expect(open(source)).toBe(source);
  });
});

test('a door that has changed is read anew by the next compilation', () => {
  write('lib/moved/index.ts', DOOR);
  const first = doorOpener();
  const source = "import { add } from '../lib/moved/index.ts';";
  const path = join(folder, 'cli/command.ts');
  expect(first(source, path)).toContain('moved/sum.ts');
  write('lib/moved/index.ts', DOOR.replaceAll('./sum.ts', './addition.ts'));
  expect(first(source, path)).toContain('moved/sum.ts');
  expect(doorOpener()(source, path)).toContain('moved/addition.ts');
});
