import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requestOf } from '../../../lib/exports/record-requests.ts';
import { recordRequests } from '../../../lib/exports/record-requests.ts';
import { openExportRuns } from '../../../lib/ledger/export-runs.ts';
import { startLedger } from '../../support/ledger.ts';

let ledger: Awaited<ReturnType<typeof startLedger>>;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.close());

const SCHEDULES = new Map([
  ['nightly', 'cron(0 2 * * ? *)'],
  ['hourly', 'rate(1 hour)'],
]);
const due = (exportName: string, dueAt: string): string => JSON.stringify({ exportName, dueAt });
const request = (detail: object, time = '2026-01-31T02:00:07Z'): string =>
  JSON.stringify({ 'detail-type': 'Export Requested', source: 'my.reports', time, detail });

describe('a message of the exports queue', () => {
  test.each([
    ['nightly', '2026-01-31T02:00:00Z', '2026-01-31T02:00:59Z', true],
    ['nightly', '2026-01-31T02:00:00Z', '2026-01-31T02:01:00Z', false],
    ['hourly', '2026-01-31T02:00:07Z', '2026-01-31T02:00:08Z', false],
  ])('of %s at %s and at %s is the same due time: %s', (name, one, other, same) => {
    const [first, second] = [one, other].map((time) => requestOf(due(name, time), SCHEDULES).dueAt);
    expect(first === second).toBe(same);
  });

  test('that an export is due, or asked for, becomes a run; the same again is known', async () => {
    const bodies = [
      due('nightly', '2026-01-31T02:00:00Z'),
      due('nightly', '2026-01-31T02:00:30Z'),
      request({ exportName: 'nightly', requestId: 'a' }),
      request({ exportName: 'nightly', requestId: 'a', more: 1 }, '2026-02-01T00:00:00Z'),
      request({ exportName: 'nightly', requestId: 'b' }),
    ];
    const messages = bodies.map((body, index) => ({ messageId: `m${index}`, body }));
    const reports = await recordRequests({ ledger, schedules: SCHEDULES, now: () => 1 }, messages);
    expect(reports.map(({ outcome }) => outcome)).toEqual([
      'recorded',
      'known',
      'recorded',
      'known',
      'recorded',
    ]);
    const runs = await openExportRuns(ledger);
    expect(runs.map(({ cause, requestId }) => [cause, requestId])).toEqual([
      ['schedule', null],
      ['event', expect.stringMatching(/^[ab]$/)],
      ['event', expect.stringMatching(/^[ab]$/)],
    ]);
    expect(runs[0]?.exportId).toMatch(/^exp-nightly-20260131T020000Z-[0-9a-f]{8}$/);
  });

  test.each([
    ['no JSON', 'Jane'],
    ['a list', '[]'],
    [
      'another event',
      JSON.stringify({ 'detail-type': 'Import Job Overdue', time: '2026-01-31T02:00:00Z', detail: {} }),
    ],
    ['a request without an id', request({ exportName: 'nightly' })],
    ['a request with an id that is too long', request({ exportName: 'nightly', requestId: 'x'.repeat(129) })],
    ['a request for a name that no export can have', request({ exportName: 'Jane Doe', requestId: 'a' })],
    ['a due time that is none', due('nightly', 'tomorrow')],
  ])('that is %s fails, and nothing of it is said', async (_, body) => {
    const deps = { ledger, schedules: SCHEDULES, now: () => 1 };
    const reports = await recordRequests(deps, [{ messageId: 'm', body }]);
    expect(reports).toEqual([{ messageId: 'm', outcome: 'failed', error: 'MessageError' }]);
  });
});
