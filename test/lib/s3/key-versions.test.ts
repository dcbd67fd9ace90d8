import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { versionsOfKeys } from '../../../lib/s3/key-versions.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

let folders = 0;
const name = fc.constantFrom(
  'a',
  'a!',
  'a/b',
  'ab',
  'b/',
  'n',
  'ndjson',
  'ndjso',
  '\u{1F600}',
  '\u{FFFD}',
  'z+ %',
);

describe('what S3 has of some keys', () => {
  test('is what was done to each, whatever lies between them and however long the pages are', async () => {
    const histories = fc.array(
      fc.record({
        name,
        ending: fc.constantFrom('', '.ndjson'),
        does: fc.constantFrom('write', 'write', 'delete'),
      }),
      { maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(
        histories,
        fc.subarray(['a', 'ab', 'a/b', 'n', '\u{1F600}', 'never']),
        fc.integer({ min: 1, max: 4 }),
        async (steps, asked, pageSize) => {
          const folder = `versions-${(folders += 1)}/`;
          const state = new Map<string, { current: string; ids: string[] }>();
          for (const { name: of, ending, does } of steps) {
            const key = `${folder}${of}${ending}`;
            const before = state.get(key)?.ids ?? [];
            if (does === 'delete') {
              await world.remove(key);
              state.set(key, { current: 'deleted', ids: before });
            } else {
              const { detail } = await world.drop(key, '1');
              const id = detail.object['version-id'] ?? '';
              state.set(key, { current: id, ids: [...before, id] });
            }
          }
          const keys = asked.flatMap((of) => [`${folder}${of}`, `${folder}${of}.ndjson`]);
          const found = await versionsOfKeys(world.s3, 'inbox', keys, pageSize);
          for (const key of keys) {
            const there = found.get(key);
            const { current } = there ?? {};
            expect([key, typeof current === 'object' ? current.versionId : current]).toEqual([
              key,
              state.get(key)?.current,
            ]);
            expect([...(there?.versionIds ?? [])].sort()).toEqual([...(state.get(key)?.ids ?? [])].sort());
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('takes one call for keys side by side, and one each for keys that are far apart', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `far/${String(index).padStart(2, '0')}.ndjson`);
    for (const key of keys) await world.drop(key, '1');
    const calls = async (asked: string[], pageSize?: number) => {
      const before = world.calls.length;
      expect((await versionsOfKeys(world.s3, 'inbox', asked, pageSize)).size).toBe(asked.length);
      return world.calls.length - before;
    };
    expect(await calls(keys)).toBe(1);
    expect(await calls([keys[0] ?? '', keys[39] ?? ''], 3)).toBe(2);
    expect(await calls([])).toBe(0);
  });
});
