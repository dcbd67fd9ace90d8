import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { FORMAT_KEY, knownFormat, LEDGER_FORMAT, raiseFormat } from '../../../lib/ledger/index.ts';
import { checkLedger } from '../../../tools/build/stack/deployed/newer-ledger.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.end());

const put = (formatVersion: number) =>
  world.ledger.client.send(
    new PutCommand({ TableName: world.ledger.tableName, Item: { ...FORMAT_KEY, formatVersion } }),
  );
const format = async (): Promise<unknown> => {
  const { Item } = await world.ledger.client.send(
    new GetCommand({ TableName: world.ledger.tableName, Key: FORMAT_KEY }),
  );
  return Item?.formatVersion;
};

describe('the format of a ledger', () => {
  test('is said before rows of it are written', async () => {
    expect(await knownFormat(world.ledger)).toBe(1);
    expect(await raiseFormat(world.ledger)).toBe(LEDGER_FORMAT);
    expect(await format()).toBe(LEDGER_FORMAT);
  });

  test('is raised from an older one, and met by many at once', async () => {
    await put(0);
    await Promise.all(Array.from({ length: 8 }, () => raiseFormat(world.ledger)));
    expect(await format()).toBe(LEDGER_FORMAT);
  });

  test('that is of a later version is refused, and stays', async () => {
    await put(LEDGER_FORMAT + 1);
    await expect(raiseFormat(world.ledger)).rejects.toMatchObject({
      code: 'LedgerIsNewer',
      actual: LEDGER_FORMAT + 1,
      expected: LEDGER_FORMAT,
    });
    expect(await format()).toBe(LEDGER_FORMAT + 1);
  });
});

test('a deployment is refused where a later version has worked on the ledger', async () => {
  await expect(checkLedger({ formatVersion: { N: String(LEDGER_FORMAT + 1) } })).rejects.toThrow(
    'Deploy that version again, or a later one',
  );
  await checkLedger({ formatVersion: { N: String(LEDGER_FORMAT) } });
  await checkLedger(undefined);
});
