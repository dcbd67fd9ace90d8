import { expect, test } from '@jest/globals';
import { oneDrop } from '../../../tools/simulate/scenarios/one-drop.ts';
import { asOnDynalite, LIMIT } from './scenarios.ts';

test(
  'the table of the simulation answers as dynalite does, for 10,000 files from their events to their jobs',
  async () => {
    const { broken, files } = await asOnDynalite(oneDrop, 0.01);
    expect(broken).toEqual([]);
    expect(files).toBe(10_000);
  },
  LIMIT,
);
