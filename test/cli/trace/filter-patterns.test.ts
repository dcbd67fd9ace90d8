import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dropPatterns, idPatterns } from '../../../cli/trace/filter-patterns.ts';
import type { TraceSubject } from '../../../cli/trace/trace-subject.ts';
import { parseFilterPattern } from '../../../local/logs/filter-pattern.ts';

const subject = (changes: Partial<TraceSubject>): TraceSubject => ({
  importIds: new Set(),
  jobIds: new Set(),
  exportIds: new Set(),
  eventIds: new Set(),
  files: [],
  drops: [],
  since: 0,
  otherFiles: 0,
  ...changes,
});

describe('filter patterns', () => {
  test('ask for any of the ids, and for a drop beside its line’s message', () => {
    const found = subject({ importIds: new Set(['imp-1']), jobIds: new Set(['j1', 'j2']) });
    expect(idPatterns(found)).toEqual(['?"imp-1" ?"j1" ?"j2"']);
    const drops = [{ route: 'default', drop: 'a "b"/', from: 0, to: 1 }];
    expect(dropPatterns(subject({ drops }))).toEqual(['"drop looked at" "a "']);
  });

  test('find the line of any key, and none is longer than the service takes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), {
          minLength: 1,
          maxLength: 30,
        }),
        (keys) => {
          const patterns = idPatterns(subject({ files: keys.map((key) => ({ bucket: 'b', key })) }));
          for (const pattern of patterns) expect(pattern.length).toBeLessThanOrEqual(1024);
          for (const key of keys) {
            const line = JSON.stringify({ message: 'arrival looked at', key });
            expect(patterns.some((pattern) => parseFilterPattern(pattern)(line))).toBe(true);
          }
        },
      ),
    );
  });
});
