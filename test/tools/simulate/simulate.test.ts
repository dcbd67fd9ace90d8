import { describe, expect, test } from '@jest/globals';
import { busyDay } from '../../../tools/simulate/scenarios/busy-day.ts';
import { markedDrop, oneDrop } from '../../../tools/simulate/scenarios/one-drop.ts';
import { resultLines } from '../../../tools/simulate/scenarios/result-lines.ts';
import { asOnDynalite, LIMIT } from './scenarios.ts';

describe('a small sample of each scenario holds, and its table answers as dynalite does:', () => {
  test(
    'some hundred files in one drop',
    async () => {
      const { broken, files, functions } = await asOnDynalite(oneDrop, 0.0003);
      expect(broken).toEqual([]);
      expect(files).toBe(300);
      expect(functions.map(({ name }) => name)).toEqual(['record-arrivals', 'start-imports']);
    },
    LIMIT,
  );

  test(
    'some hundred files behind a marker, in one plan',
    async () => {
      const { broken, facts } = await asOnDynalite(markedDrop, 0.0002);
      expect(broken).toEqual([]);
      expect(facts).toContainEqual(['imports', '1']);
    },
    LIMIT,
  );

  test(
    'some thousand result lines',
    async () => {
      const { broken, facts, functions } = await asOnDynalite(resultLines, 0.0002);
      expect(broken).toEqual([]);
      expect(facts).toContainEqual(['result lines', '2,000']);
      expect(functions.map(({ name }) => name)).toContain('summarize-import');
    },
    LIMIT,
  );

  test(
    'a quarter of an hour of the day',
    async () => {
      const { broken, queues, functions } = await asOnDynalite(busyDay, 0.01);
      expect(broken).toEqual([]);
      expect(queues.map(({ queue }) => queue)).toEqual(['arrivals', 'summaries']);
      expect(functions).toHaveLength(4);
    },
    LIMIT,
  );
});
