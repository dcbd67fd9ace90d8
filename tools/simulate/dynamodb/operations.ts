import { writeUnitsOf } from '../../bench/aws-calls/request-units.ts';
import type { SizedRow } from '../../bench/aws-calls/request-units.ts';
import type { Item, TableRequest } from './evaluate.ts';
import { holds, projected, updated } from './evaluate.ts';
import { itemBytes, MOST_ITEM_BYTES } from './item-size.ts';
import { NotServed, parseCondition, parseUpdate } from './parse-expression.ts';
import { query } from './query.ts';
import type { MemoryTable } from './table.ts';

/** What the tables have been asked for. */
export interface TableCounts {
  writeUnits: number;
  /** Of one item, bytes. */
  largestItem: number;
}

/** What DynamoDB answers, as JSON text. */
export interface TableAnswer {
  status: number;
  body: string;
}

/** Is told of a call and of its answer: the body, or the name of the error. */
export type WatchTables = (
  operation: string,
  request: object,
  answer: { body?: string; error?: string },
) => void;

/** An answer of DynamoDB's that is an error. */
export class Refusal extends Error {
  readonly type: string;
  readonly item: Item | undefined;

  constructor(type: string, message: string, item?: Item) {
    super(message);
    this.type = type;
    this.item = item;
  }
}

/** The operations that the functions of the simulation use, on tables in memory. */
export function tableOperations(tables: ReadonlyMap<string, MemoryTable>, watch?: WatchTables) {
  const counts: TableCounts = { writeUnits: 0, largestItem: 0 };

  const tableOf = (name: unknown): MemoryTable => {
    const table = tables.get(String(name));
    if (!table) throw new Refusal('ResourceNotFoundException', 'Requested resource not found');
    return table;
  };
  const read = (table: MemoryTable, key: Item): Item | undefined => {
    const row = table.get(key);
    return row === undefined ? undefined : (JSON.parse(row) as Item);
  };
  const sized = ({ keys: { index } }: MemoryTable, item: Item | undefined): SizedRow | undefined =>
    item && {
      bytes: itemBytes(item),
      indexPlace:
        index && item[index.hash] && item[index.range]
          ? `${String(item[index.hash]?.S)}\0${String(item[index.range]?.S)}`
          : undefined,
    };
  const count = (table: MemoryTable, before: Item | undefined, after: Item | undefined): void => {
    const now = sized(table, after);
    counts.writeUnits += writeUnitsOf(
      sized(table, before),
      now,
      () => JSON.stringify(before) === JSON.stringify(after),
    );
    counts.largestItem = Math.max(counts.largestItem, now?.bytes ?? 0);
    if ((now?.bytes ?? 0) > MOST_ITEM_BYTES)
      throw new Refusal('ValidationException', 'Item size has exceeded the maximum allowed size');
  };
  const check = (table: MemoryTable, request: TableRequest, before: Item | undefined): void => {
    if (request.ConditionExpression === undefined) return;
    if (holds(parseCondition(request.ConditionExpression), before ?? {}, request)) return;
    count(table, before, before);
    const told = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before : undefined;
    throw new Refusal('ConditionalCheckFailedException', 'The conditional request failed', told);
  };

  const operations: Readonly<Record<string, (request: TableRequest) => string>> = {
    GetItem(request) {
      const table = tableOf(request.TableName);
      const row = table.get(request.Key as Item);
      if (row === undefined) return '{}';
      const names = request.ProjectionExpression as string | undefined;
      if (names === undefined) return `{"Item":${row}}`;
      return JSON.stringify({ Item: projected(JSON.parse(row) as Item, names.split(','), request) });
    },
    BatchGetItem(request) {
      const asked = Object.entries(request.RequestItems as Record<string, { Keys: Item[] }>);
      const answers = asked.map(([name, { Keys }]) => {
        const table = tableOf(name);
        const rows = Keys.flatMap((key) => table.get(key) ?? []);
        return `${JSON.stringify(name)}:[${rows.join(',')}]`;
      });
      return `{"Responses":{${answers.join(',')}},"UnprocessedKeys":{}}`;
    },
    PutItem(request) {
      const table = tableOf(request.TableName);
      const item = request.Item as Item;
      const before = read(table, item);
      check(table, request, before);
      count(table, before, item);
      table.put(item, before);
      return '{}';
    },
    UpdateItem(request) {
      const table = tableOf(request.TableName);
      const key = request.Key as Item;
      const before = read(table, key);
      check(table, request, before);
      const after = orRefused(() =>
        updated(parseUpdate(request.UpdateExpression ?? ''), before ?? key, request),
      );
      count(table, before, after);
      table.put(after, before);
      return request.ReturnValues === 'ALL_NEW' ? JSON.stringify({ Attributes: after }) : '{}';
    },
    DeleteItem(request) {
      const table = tableOf(request.TableName);
      const key = request.Key as Item;
      const before = read(table, key);
      check(table, request, before);
      count(table, before, undefined);
      if (before) table.delete(key, before);
      return '{}';
    },
    Query: (request) => query(tableOf(request.TableName), request),
  };

  const run = (operation: string, request: TableRequest): string => {
    const served = operations[operation];
    if (!served) throw new NotServed(`the operation ${operation} of DynamoDB`);
    if (!watch) return served(request);
    try {
      const body = served(request);
      watch(operation, request, { body });
      return body;
    } catch (error) {
      if (error instanceof Refusal) watch(operation, request, { error: error.type });
      throw error;
    }
  };
  return {
    counts,
    /** The same without HTTP. @throws Refusal */
    run,
    answer(operation: string, body: string): TableAnswer {
      try {
        return { status: 200, body: run(operation, JSON.parse(body) as TableRequest) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return {
          status: 400,
          body: JSON.stringify({
            __type: `com.amazonaws.dynamodb.v20120810#${error.type}`,
            message: error.message,
            ...(error.item && { Item: error.item }),
          }),
        };
      }
    },
  };
}

function orRefused(update: () => Item): Item {
  try {
    return update();
  } catch (error) {
    if (error instanceof NotServed) throw error;
    throw new Refusal('ValidationException', error instanceof Error ? error.message : '');
  }
}
