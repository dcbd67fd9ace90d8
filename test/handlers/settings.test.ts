import { describe, expect, test } from '@jest/globals';
import { failWhereStuck } from '../../handlers/runtime/instruments.ts';
import { checkDistinctBuckets, readSettings } from '../../handlers/runtime/settings.ts';

describe('a function', () => {
  test.each([
    [
      'record-arrivals',
      () => import('../../handlers/record-arrivals.ts'),
      'LEDGER_TABLE, BUS_NAME, KMS_KEY_ARN',
    ],
    [
      'start-imports',
      () => import('../../handlers/start-imports.ts'),
      'LEDGER_TABLE, IDEMPOTENCY_TABLE, BUS_NAME, INBOX_BUCKET, WORK_BUCKET, RESULTS_BUCKET, DATASTORE_ID, DATA_ACCESS_ROLE_ARN, KMS_KEY_ARN',
    ],
    [
      'poll-jobs',
      () => import('../../handlers/poll-jobs.ts'),
      'LEDGER_TABLE, BUS_NAME, DATASTORE_ID, KMS_KEY_ARN',
    ],
    [
      'run-exports',
      () => import('../../handlers/run-exports.ts'),
      'LEDGER_TABLE, IDEMPOTENCY_TABLE, BUS_NAME, INBOX_BUCKET, WORK_BUCKET, RESULTS_BUCKET, DATASTORE_ID, DATA_ACCESS_ROLE_ARN, KMS_KEY_ARN',
    ],
    [
      'run-action',
      () => import('../../handlers/run-action.ts'),
      'LEDGER_TABLE, IDEMPOTENCY_TABLE, BUS_NAME, RESULTS_BUCKET, DATASTORE_ID, DATA_ACCESS_ROLE_ARN, KMS_KEY_ARN, ACTIONS_QUEUE_URL',
    ],
  ])('%s without its settings does not start, and names all that are missing', async (_, load, missing) => {
    await expect(load()).rejects.toThrow(
      `missing in the function's environment: ${missing} (set them in serverless.yml)`,
    );
  });

  test('reads its settings once, and takes an empty one for a missing one', () => {
    process.env.A_TABLE = 'table';
    process.env.A_BUS = '';
    expect(readSettings('A_TABLE')).toEqual({ A_TABLE: 'table' });
    expect(() => readSettings('A_TABLE', 'A_BUS')).toThrow('environment: A_BUS (');
    delete process.env.A_TABLE;
    delete process.env.A_BUS;
  });

  test('does not start where results would go into the inbox', () => {
    checkDistinctBuckets({ INBOX_BUCKET: 'a', WORK_BUCKET: 'b', RESULTS_BUCKET: 'c' });
    expect(() => {
      checkDistinctBuckets({ INBOX_BUCKET: 'a', WORK_BUCKET: 'b', RESULTS_BUCKET: 'a' });
    }).toThrow('INBOX_BUCKET and RESULTS_BUCKET are both "a", but each must be a bucket of its own');
  });

  test('fails after its work where something is stuck, and says what', () => {
    failWhereStuck([]);
    expect(() => {
      failWhereStuck(['import imp-1: NoSuchKey', 'job j: Error']);
    }).toThrow('stuck: import imp-1: NoSuchKey; job j: Error');
  });
});
