import { expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT_ID } from '../../../../../local/ground/account.ts';
import { LOCAL_ACCOUNT, checkSchedules } from '../../../../../tools/build/stack/deployed/deployed-to.ts';

test('stage local is checked against the account that the local cloud has', () => {
  expect(LOCAL_ACCOUNT).toBe(ACCOUNT_ID);
});

test('a stage is not built with a schedule that would be refused each time it is due', async () => {
  const root = mkdtempSync(join(tmpdir(), 'inlet-schedules-'));
  mkdirSync(join(root, 'config'));
  const write = (input: object): void => {
    const schedule = { name: 'look', schedule: 'rate(1 day)', action: 'DescribeFHIRDatastore', input };
    const route = { name: 'default', prefix: '', validationLevel: 'structure-only' };
    const config = { routes: [route], actions: { schedules: [schedule] } };
    writeFileSync(join(root, 'config', 'x.json'), JSON.stringify(config));
  };
  try {
    write({ DatastoreId: 'a'.repeat(32) });
    await checkSchedules('x', 'us-east-1', root);
    write({ DatastoreID: 'a'.repeat(32) });
    await expect(checkSchedules('x', 'us-east-1', root)).rejects.toThrow(
      /^config\/x\.json: actions\.schedules\[0\] would be refused each time it is due: InvalidRequest\. /,
    );
  } finally {
    rmSync(root, { recursive: true });
  }
});
