import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PlannedFile } from '../../../lib/plans/plan.ts';
import { clientTokenOf, freeze, portions, thaw } from '../../../lib/plans/plan.ts';

const file = fc.record({
  key: fc.string({ minLength: 1, unit: 'grapheme' }),
  versionId: fc.option(fc.string()),
  sequencer: fc.string(),
  size: fc.integer({ min: 1, max: 500 }),
  etag: fc.string(),
});
const files = fc.uniqueArray(file, { selector: ({ key }) => key, maxLength: 40 });
const header = { bucket: 'inbox', datastoreId: 'd'.repeat(32), route: 'default', drop: 'd/' };

/** As S3 lists keys. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

describe('portions of a drop', () => {
  test('hold every file once, within the limits, oldest first; and each in the order of its keys', () => {
    fc.assert(
      fc.property(
        files,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 900 }),
        (all, maxFiles, maxBytes) => {
          const plans = portions(all, { maxFiles, maxBytes });
          const oldestFirst = all.map(({ key }) => key);
          let from = 0;
          for (const plan of plans) {
            const keys = plan.map(({ key }) => key);
            expect(keys).toEqual(oldestFirst.slice(from, (from += plan.length)).sort(byBytes));
            expect(plan.length).toBeLessThanOrEqual(maxFiles);
            const bytes = plan.reduce((sum, { size }) => sum + size, 0);
            expect(plan.length === 1 || bytes <= maxBytes).toBe(true);
          }
          expect(from).toBe(all.length);
          // No plan could have taken the first file of the next one as well.
          plans.forEach((plan, index) => {
            const next = all[plans.slice(0, index + 1).flat().length];
            const bytes = plan.reduce((sum, { size }) => sum + size, 0);
            if (next) expect(plan.length === maxFiles || bytes + next.size > maxBytes).toBe(true);
          });
        },
      ),
    );
  });
});

describe('a frozen plan', () => {
  test('reads back as it was frozen', () => {
    fc.assert(
      fc.property(files, (all) => {
        const { plan, text } = freeze(header, all);
        expect(thaw(text, plan.sha256)).toEqual({ header, files: all });
      }),
    );
  });
  test('of a later version is refused with what to do, one that says the form of this one is read', () => {
    const textOf = (format: number): string => `${JSON.stringify({ ...header, format })}\n`;
    const read = (text: string) => thaw(Buffer.from(text), createHash('sha256').update(text).digest('hex'));
    expect(read(textOf(1))).toEqual({ header, files: [] });
    expect(() => read(textOf(2))).toThrow(
      expect.objectContaining({
        code: 'PlanIsNewer',
        actual: 2,
        expected: 1,
        message: expect.stringContaining('deploy the version that wrote it, or a later one'),
      }),
    );
  });
  test('has the same importId whenever it holds the same files, and another one when anything differs', () => {
    const one: PlannedFile = { key: 'a.ndjson', versionId: 'v1', sequencer: '01', size: 1, etag: 'e' };
    const id = freeze(header, [one]).plan.importId;
    expect(freeze(header, [{ ...one }]).plan.importId).toBe(id);
    for (const change of [
      { key: 'b' },
      { versionId: 'v2' },
      { sequencer: '02' },
      { size: 2 },
      { etag: 'f' },
    ]) {
      expect(freeze(header, [{ ...one, ...change }]).plan.importId).not.toBe(id);
    }
    expect(freeze({ ...header, datastoreId: 'e'.repeat(32) }, [one]).plan.importId).not.toBe(id);
  });
  test('is written as it always was: whoever changes a byte of it makes other imports of what is planned', () => {
    const odd = { key: 'd/Größe \u{1F600}.ndjson', versionId: 'v', sequencer: '1', size: 5, etag: 'e' };
    const { plan, text } = freeze(header, [odd]);
    expect(text.toString()).toBe(`${JSON.stringify(header)}\n${JSON.stringify(odd)}\n`);
    expect(plan.sha256).toBe(createHash('sha256').update(text.toString()).digest('hex'));
  });
  test('of keys as long as S3 takes is written whole, each line made once', () => {
    let made = 0;
    const fileOf = (key: string) => ({ key, versionId: 'v', sequencer: '1', size: 5, etag: 'e' });
    const keys = Array.from({ length: 100 }, (_, at) => `d/${'\u{20AC}'.repeat(at % 2 ? 1 : 340)}${at}`);
    const counted = keys.map((key) => ({ ...fileOf(key), toJSON: () => (made++, fileOf(key)) }));
    const { plan, text } = freeze(header, counted);
    expect(made).toBe(keys.length);
    expect(thaw(text, plan.sha256)).toEqual({ header, files: keys.map(fileOf) });
  });
  test('is refused where its text is not the one the ledger names', () => {
    const { plan, text } = freeze(header, []);
    expect(() => thaw(Buffer.from(`${text.toString()} `), plan.sha256)).toThrow("the plan's text has sha256");
  });
  test('gives an importId that HealthLake takes as a job name', () => {
    expect(freeze(header, []).plan.importId).toMatch(/^imp-[0-9a-f]{24}$/);
  });
});

describe('a ClientToken', () => {
  test('is 64 hexadecimal characters that depend on store, plan and attempt alone', () => {
    const token = clientTokenOf('store', 'plan', 1);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(clientTokenOf('store', 'plan', 1)).toBe(token);
    expect(
      new Set([
        token,
        clientTokenOf('other', 'plan', 1),
        clientTokenOf('store', 'other', 1),
        clientTokenOf('store', 'plan', 2),
      ]).size,
    ).toBe(4);
  });
});
