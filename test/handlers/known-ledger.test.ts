import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { onKnownLedger } from '../../handlers/runtime/known-ledger.ts';
import { FORMAT_KEY, LEDGER_FORMAT, raiseFormat } from '../../lib/ledger/index.ts';
import type { World } from '../support/world.ts';
import { startWorld } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.end());

const context = {} as Context;
const setFormat = (formatVersion: number) =>
  world.ledger.client.send(
    new PutCommand({ TableName: world.ledger.tableName, Item: { ...FORMAT_KEY, formatVersion } }),
  );
/** A function of this version, which says in which format it found the ledger. */
const newFunction = () => onKnownLedger(world.ledger, (_event, _context, format) => Promise.resolve(format));

test('a function does nothing on a ledger of a later version, and goes on as soon as a version knows it', async () => {
  const run = newFunction();
  await setFormat(LEDGER_FORMAT + 1);
  for (let time = 0; time < 2; time += 1)
    await expect(run({}, context)).rejects.toMatchObject({ code: 'LedgerIsNewer' });
  expect(world.calls.map(({ name }) => name)).toEqual(['PutItem', 'GetItem', 'GetItem']);
  await setFormat(LEDGER_FORMAT);
  expect(await run({}, context)).toBe(LEDGER_FORMAT);
});

test('an older format is looked at by each call until start-imports has raised it, and then never again', async () => {
  const run = newFunction();
  expect([await run({}, context), await run({}, context)]).toEqual([1, 1]);
  const startImports = onKnownLedger(
    world.ledger,
    (_event, _context, format) => Promise.resolve(format),
    raiseFormat,
  );
  expect(await startImports({}, context)).toBe(LEDGER_FORMAT);
  expect(await run({}, context)).toBe(LEDGER_FORMAT);
  world.calls.splice(0);
  expect([await run({}, context), await startImports({}, context)]).toEqual([LEDGER_FORMAT, LEDGER_FORMAT]);
  expect(world.calls).toEqual([]);
});
