import { alternatives } from './alternatives.ts';
import type { ReadParameter } from './criterion.ts';
import { dateTest } from '../search-values/date-values.ts';

const timeParameter =
  (column: 'created' | 'updated'): ReadParameter =>
  (value, context) => {
    const tests = alternatives(value, context.name).map((text) => dateTest(text, context));
    return {
      meets({ created, lastUpdated }) {
        const time = column === 'created' ? created() : lastUpdated;
        return tests.some(({ isMet }) => isMet({ low: time, high: time + 1, unit: '' }));
      },
      find: [{ any: [{ column, tests }] }],
      isSure: true,
    };
  };

/** `_lastUpdated=ge2026-01-01`: when the current version was written. */
export const lastUpdatedParameter = timeParameter('updated');

/** `createdAt=ge2026-01-01`: when the first version was written (HealthLake's own). */
export const createdAtParameter = timeParameter('created');
