import { setImmediate as turn } from 'node:timers/promises';
import { callDynalite } from './dynalite/call-dynalite.ts';
import type { Tables } from './dynalite/tables.ts';

/** How long dynalite may take, milliseconds; it takes one or two. */
const TIMEOUT_MS = 5000;

/**
 * Waits until a table that was just made takes rows: dynalite, like DynamoDB, answers CreateTable before that.
 * @throws Error where it never does, which is the state that a kill in just this moment leaves
 */
export async function untilActive(tables: Tables, TableName: string): Promise<void> {
  const end = Date.now() + TIMEOUT_MS;
  while (!(await isActive(tables, TableName))) {
    if (Date.now() > end)
      throw new Error(`table ${TableName} is unfinished, as a kill can leave it: start with another --state`);
    await turn();
  }
}

async function isActive(tables: Tables, TableName: string): Promise<boolean> {
  const { body } = await callDynalite(tables, 'DescribeTable', { TableName });
  return (body.Table as { TableStatus?: string } | undefined)?.TableStatus === 'ACTIVE';
}
