import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { append, finish, newObject } from '../../../lib/s3/growing-object.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

const textOf = async (Key: string): Promise<string> => {
  const { Body } = await world.others.send(new GetObjectCommand({ Bucket: 'results', Key }));
  return (await Body?.transformToString()) ?? '';
};

test.each([
  ['small', 3, 0],
  ['of many parts', 20_000, 2],
])(
  'an object that is %s is the text that was appended, over an interruption too',
  async (key, rows, parts) => {
    const place = { bucket: 'results', key: `${key}.ndjson` };
    const text = Array.from({ length: rows }, (_, index) => `${index} ${'x'.repeat(1000)}\n`);
    let object = newObject();
    for (const [index, row] of text.entries()) {
      await append(world.s3, place, object, row);
      // As a checkpoint keeps it.
      if (index % 7_000 === 0) object = JSON.parse(JSON.stringify(object)) as typeof object;
    }
    expect(object.parts).toHaveLength(parts);
    await finish(world.s3, place, object);
    expect(await textOf(place.key)).toBe(text.join(''));
  },
);
