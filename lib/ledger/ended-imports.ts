import type { Import } from './imports.ts';
import type { Ledger } from './ledger.ts';
import { OPEN_WORK_INDEX, queryRows, withoutKeys } from './ledger.ts';
import { ENDED_IMPORTS } from './row-keys.ts';

/** Imports that have ended, the last planned first. Those that ended before a version of Inlet that lists them are left out. */
export async function* endedImports(ledger: Ledger): AsyncGenerator<Import> {
  const rows = queryRows<Record<string, unknown>>(ledger, {
    IndexName: OPEN_WORK_INDEX,
    KeyConditionExpression: 'openPk = :ended',
    ExpressionAttributeValues: { ':ended': ENDED_IMPORTS },
    ScanIndexForward: false,
    Limit: 50,
  });
  for await (const row of rows) yield withoutKeys(row) as unknown as Import;
}
