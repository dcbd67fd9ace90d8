import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { NO_LINES } from '../../../../fhir/validate/validate-range.ts';
import { EMPTY_CHECKPOINT, importFiles } from '../../../../local/healthlake/imports/import-files.ts';
import { lineBatch } from '../../../../local/healthlake/imports/line-batch.ts';
import { openResultFiles } from '../../../../local/healthlake/imports/result-files.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';

test('an import takes its time when nobody else writes any more', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-batch-'));
  const store = openStore(folder, { writer: 'import' });
  const files = importFiles(store.database);
  const results = openResultFiles(folder, 1, EMPTY_CHECKPOINT);
  const storeNumber = store.storeNumber('d');
  const target = { store, files, results, jobId: 'job', storeNumber, ordinal: 1, source: 'x' };
  const batch = lineBatch(target, EMPTY_CHECKPOINT);
  batch.take(NO_LINES);
  batch.commit(() => {
    expect(store.database.isTransaction).toBe(true);
    return 1;
  });
  results.close();
  store.close();
  rmSync(folder, { recursive: true });
  expect.assertions(1);
});
