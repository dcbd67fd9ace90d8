import { describe, expect, test } from '@jest/globals';
import type { Import } from '../../../lib/ledger/imports.ts';
import type { ImportSurroundings } from '../../../lib/status/why-import-waits.ts';
import { whyImportWaits } from '../../../lib/status/why-import-waits.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const row = (changes: Partial<Import> = {}): Import => ({
  importId: 'imp-1',
  state: 'READY',
  version: 1,
  route: 'default',
  drop: 'd/',
  bucket: 'inbox',
  planKey: 'plans/imp-1.ndjson',
  planSha256: 'f'.repeat(64),
  datastoreId: 'd'.repeat(32),
  attempt: 1,
  clientToken: 't',
  fileCount: 1,
  bytes: 1,
  createdAt: NOW,
  waitsFor: [],
  ...changes,
});
const around = (changes: Partial<ImportSurroundings> = {}): ImportSurroundings => ({
  withoutRoute: undefined,
  pause: undefined,
  openOlder: [],
  openJobs: 0,
  mostOpenJobs: 20,
  job: undefined,
  now: NOW,
  ...changes,
});

describe('why an import is not further', () => {
  test.each<[string, Partial<Import>, Partial<ImportSurroundings>, string]>([
    ['nothing holds it', {}, {}, 'the next run starts it'],
    [
      'its route is paused',
      {},
      { pause: { route: 'default', since: NOW, reason: 'maintenance' } },
      'its route is paused since 2026-01-31T12:00:00.000Z: maintenance',
    ],
    [
      'it was refused',
      { retryAt: NOW + 2000, errorName: 'ThrottlingException' },
      {},
      'HealthLake or S3 refused it (ThrottlingException); it is tried again at 2026-01-31T12:00:02.000Z',
    ],
    ['its time to be tried again has come', { retryAt: NOW }, {}, 'the next run starts it'],
    ['the data store is full', {}, { openJobs: 20 }, 'its data store has 20 open jobs, of 20 that may be'],
    [
      'an older import has its keys',
      {},
      { openOlder: ['imp-0'] },
      'it waits for older imports of the same keys: imp-0',
    ],
    ['its route is gone', {}, { withoutRoute: 'it is gone' }, 'it is gone'],
    [
      'its start may have been made',
      { state: 'STARTING' },
      {},
      'its start may have been made: the next run looks for its job',
    ],
    ['its job runs', { state: 'STARTED', jobId: 'j' }, {}, 'job j is not looked at yet'],
    ['its job has ended', { state: 'ENDED', outcome: 'FAILED' }, {}, 'its job ended FAILED'],
    [
      'it was given up',
      { state: 'ENDED', outcome: 'START_FAILED', attempts: 9, errorName: 'AccessDeniedException' },
      {},
      'it was given up after 9 attempt(s): AccessDeniedException',
    ],
  ])('is told where %s', (_, changes, surroundings, text) => {
    expect(whyImportWaits(row(changes), around(surroundings))).toBe(text);
  });
});
