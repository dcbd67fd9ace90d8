import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { World } from '../../../test/support/world.ts';
import { batchReadUnits, readUnits, writeUnits } from './request-units.ts';

type Row = Record<string, unknown>;

/** What DynamoDB would charge for on demand. */
export interface RequestUnits {
  write: number;
  read: number;
}

/** Counts the request units of all calls of a world from now on. */
export function countUnits(world: World): RequestUnits {
  const units: RequestUnits = { write: 0, read: 0 };
  /** The rows as they were, by the input of the write that is under way. */
  const before = new WeakMap<object, Row | undefined>();
  /** What is asked to count, which is no call of the product. */
  const own = new WeakSet<object>();

  const rowOf = async (input: Row): Promise<Row | undefined> => {
    const { pk, sk } = (input.Key ?? input.Item) as Row;
    const look = new GetCommand({ TableName: world.ledger.tableName, Key: { pk, sk }, ConsistentRead: true });
    own.add(look.input);
    const { Item } = await world.ledger.client.send(look);
    const at = world.calls.findIndex((call) => call.input === (look.input as object));
    world.calls.splice(at, 1);
    return Item;
  };

  world.setFault(async ({ name, input }, when, output) => {
    if (own.has(input)) return;
    if (/^(?:Put|Update|Delete)Item$/.test(name)) {
      if (when === 'before') {
        const row = await rowOf(input);
        before.set(input, row);
        // What its condition refuses costs as much as it would have.
        units.write += writeUnits(row, row);
      } else {
        const row = before.get(input);
        const after = await rowOf(input);
        units.write += writeUnits(row, after) - writeUnits(row, row);
      }
    } else if (when === 'after') units.read += unitsRead(name, input, output as Row);
  });
  return units;
}

function unitsRead(name: string, input: Row, output: Row): number {
  if (name === 'GetItem')
    return readUnits(output.Item ? [output.Item as Row] : [], input.ConsistentRead === true);
  if (name === 'Query') return readUnits((output.Items ?? []) as Row[], input.ConsistentRead === true);
  if (name !== 'BatchGetItem') return 0;
  const asked = Object.entries(
    input.RequestItems as Record<string, { Keys: Row[]; ConsistentRead?: boolean }>,
  );
  return asked.reduce((sum, [table, { Keys, ConsistentRead }]) => {
    const rows = (output.Responses as Record<string, Row[]>)[table] ?? [];
    return sum + batchReadUnits(Keys.length, rows, ConsistentRead === true);
  }, 0);
}
