import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../../tools/build/index.ts';
import {
  ALL,
  compilationOf,
  compiledBefore,
  rememberCompiled,
  stampOf,
} from '../../../tools/scripts/compiled-before.mjs';

const COMPILATION = `test-${process.pid}`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-test-'));
  writeFileSync(join(folder, 'main.mjs'), '');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(PROJECT, 'dist', 'cli-records', `${COMPILATION}.json`), { force: true });
});

describe('what a command was compiled to before', () => {
  test('is known as long as its sources are what they were', () => {
    rememberCompiled(COMPILATION, folder, [stampOf('package.json'), stampOf('cli/main.ts')]);
    expect(compiledBefore(COMPILATION)).toBe(folder);
  });

  test('is not known where a source was written since, whatever its size and time are', () => {
    // A source of the test's own: relative to the project, as the others are.
    const source = relative(PROJECT, join(folder, 'source.ts'));
    writeFileSync(join(folder, 'source.ts'), 'one');
    rememberCompiled(COMPILATION, folder, [stampOf(source)]);
    writeFileSync(join(folder, 'source.ts'), 'two');
    expect(compiledBefore(COMPILATION)).toBeUndefined();
  });

  test('is not known where a source or the compilation has gone', () => {
    rememberCompiled(COMPILATION, folder, [['cli/gone.ts', 1, 2, 3, 4]]);
    expect(compiledBefore(COMPILATION)).toBeUndefined();
    rememberCompiled(COMPILATION, join(folder, 'gone'), []);
    expect(compiledBefore(COMPILATION)).toBeUndefined();
    rememberCompiled(COMPILATION, folder, []);
    expect(compiledBefore(COMPILATION)).toBe(folder);
    // A process that ran from it has kept its compile cache there since it was removed.
    rmSync(join(folder, 'main.mjs'));
    expect(compiledBefore(COMPILATION)).toBeUndefined();
  });

  test('is not known of what was never compiled', () => {
    expect(compiledBefore(COMPILATION)).toBeUndefined();
  });
});

test('each command has a compilation of its own, and what is no command the one of all', () => {
  expect(compilationOf('validate')).toBe('validate');
  for (const other of [undefined, '--help', 'help', 'completion', 'no-such', '../main', 'constructor'])
    expect(compilationOf(other)).toBe(ALL);
});
