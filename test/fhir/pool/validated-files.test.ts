import { fstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { RANGE_BYTES } from '../../../fhir/ndjson/file-range.ts';
import { NO_LINES } from '../../../fhir/validate/validate-range.ts';
import type { FileToValidate } from '../../../fhir/pool/validated-files.ts';
import { validatedFiles } from '../../../fhir/pool/validated-files.ts';
import type { ValidatorPool } from '../../../fhir/pool/validator-pool.ts';

const folder = mkdtempSync(join(tmpdir(), 'inlet-parts-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface NamedInput extends FileToValidate {
  name: string;
}

function input(name: string, size: number, refusal?: string): NamedInput {
  const path = join(folder, name);
  writeFileSync(path, '');
  return { name, file: openSync(path, 'r'), size, from: 0, refusal };
}

/** Validates at once, but answers later requests sooner; every range that ends at `large` is large. */
function testPool(large = -1): ValidatorPool & { asked: string[] } {
  const asked: string[] = [];
  const range = (to: number) => ({ ...NO_LINES, position: to });
  return {
    asked,
    async validate({ from, to }) {
      asked.push(`${from}-${to}`);
      for (let turn = 20 - asked.length; turn > 0; turn -= 1) await Promise.resolve();
      return to === large ? { isLarge: true } : range(to);
    },
    validateLarge({ to }) {
      asked.push(`large ${to}`);
      return Promise.resolve(range(to));
    },
    giveBack: () => undefined,
  };
}

const isOpen = ({ file }: FileToValidate): boolean => {
  try {
    fstatSync(file);
    return true;
  } catch {
    return false;
  }
};

test('parts come in the order of files and lines, whichever is validated first, and files are closed behind them', async () => {
  const inputs = [
    input('a', 2 * RANGE_BYTES + 1),
    input('empty', 0),
    input('gzip', 7, 'it is gzip'),
    input('b', 5),
  ];
  const seen: string[] = [];
  for await (const { input: of, range, to, isLast } of validatedFiles(inputs, testPool(), 3))
    seen.push(`${of.name} ${to} ${String(range.position)}${isLast ? ' last' : ''}`);
  expect(seen).toEqual([
    `a ${RANGE_BYTES} ${RANGE_BYTES}`,
    `a ${2 * RANGE_BYTES} ${2 * RANGE_BYTES}`,
    `a ${2 * RANGE_BYTES + 1} ${2 * RANGE_BYTES + 1} last`,
    'empty 0 undefined last',
    'gzip 7 7 last',
    'b 5 5 last',
  ]);
  expect(inputs.map(isOpen)).toEqual([false, false, false, false]);
});

test('who stops in the middle leaves no file open', async () => {
  const inputs = [input('a', 3 * RANGE_BYTES), input('b', 5)];
  for await (const { to } of validatedFiles(inputs, testPool(), 9)) if (to === RANGE_BYTES) break;
  expect(inputs.map(isOpen)).toEqual([false, false]);
});

test('a part that takes much memory is validated when its turn has come', async () => {
  const pool = testPool(RANGE_BYTES);
  const inputs = [input('a', 2 * RANGE_BYTES)];
  for await (const part of validatedFiles(inputs, pool, 2)) expect(part.range.position).toBe(part.to);
  expect(pool.asked).toEqual([
    `0-${RANGE_BYTES}`,
    `${RANGE_BYTES}-${2 * RANGE_BYTES}`,
    `large ${RANGE_BYTES}`,
  ]);
});
