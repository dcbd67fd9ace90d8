import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { stepOfEvent } from '../../../cli/local/narrate.ts';

const example = (name: string, changes: object = {}) => {
  const path = new URL(`../../../events/${name}.example.json`, import.meta.url);
  const event = JSON.parse(readFileSync(path, 'utf8')) as { 'detail-type': string; detail: object };
  return stepOfEvent(
    { 'detail-type': event['detail-type'], detail: { ...event.detail, ...changes } },
    'inbox',
  );
};

test('exports are told as imports are: started, each change, the end with its files and folder, and what holds one', () => {
  const status = 'export-job-status-changed';
  const exportId = 'exp-nightly-20260131T020000Z-7d9c2f41';
  const beginning = { previousStatus: null, status: 'SUBMITTED', endTime: null, files: null };
  expect(example(status, beginning)?.text).toBe(`${exportId}: export job 5a0b8c6f1e2d4c3b9a8f7e6d5c4b3a29`);
  expect(example(status)?.text).toMatch(
    /: IN_PROGRESS -> COMPLETED: 3 files, 48\.2 MB, in s3:\/\/inlet-dev-results/,
  );
  expect(example('export-held')).toEqual({
    word: 'held',
    text: 'exp-research-20260131T020000Z-0c4b7e12 waits for nightly (job 5a0b8c6f1e2d4c3b9a8f7e6d5c4b3a29)',
  });
  expect(example('export-start-failed')?.text).toContain(`${exportId} (AccessDeniedException): Check that`);
  expect(example('export-file-ready')).toBeUndefined();
});
