import type { WatchTables } from '../../../tools/simulate/dynamodb/operations.ts';
import { callDynalite } from '../../../local/dynamodb/dynalite/call-dynalite.ts';
import { tablesInMemory } from '../../../local/dynamodb/dynalite/tables.ts';
import { untilActive } from '../../../local/dynamodb/until-active.ts';

type Row = Record<string, Record<string, unknown>>;

/** Repeats calls of the simulation's table on dynalite, one after the other, and compares. */
export interface Replayed {
  watch: WatchTables;
  /** When all was repeated: how many calls, and those whose answers differ, without the rows of people's data. */
  differences: () => Promise<{ calls: number; differing: string[] }>;
  /** All items of a table of dynalite's, in the order of their keys. */
  items: (tableName: string) => Promise<Row[]>;
  close: () => Promise<void>;
}

/** @param tables as CreateTable makes them */
export async function replayed(tables: readonly Record<string, unknown>[]): Promise<Replayed> {
  const dynalite = tablesInMemory();
  for (const table of tables) {
    await callDynalite(dynalite, 'CreateTable', table);
    await untilActive(dynalite, String(table.TableName));
  }
  const differing: string[] = [];
  let calls = 0;
  let last: Promise<void> = Promise.resolve();
  return {
    watch(operation, request, answer) {
      calls += 1;
      last = last.then(async () => {
        const { code, body } = await callDynalite(dynalite, operation, request);
        const [own, other] = [
          answer.error ?? inOneForm(JSON.parse(answer.body ?? '{}')),
          code ?? inOneForm(body),
        ];
        if (JSON.stringify(own) !== JSON.stringify(other))
          differing.push(
            `${operation} ${JSON.stringify(request).slice(0, 300)}: ${JSON.stringify(own).slice(0, 300)}, dynalite ${JSON.stringify(other).slice(0, 300)}`,
          );
      });
    },
    async differences() {
      await last;
      return { calls, differing };
    },
    async items(TableName) {
      const rows: Row[] = [];
      let ExclusiveStartKey: unknown;
      do {
        const { body } = await callDynalite(dynalite, 'Scan', { TableName, ExclusiveStartKey });
        rows.push(...(body.Items as Row[]));
        ExclusiveStartKey = body.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      return inOrder(rows);
    },
    close: () => dynalite.close(),
  };
}

/** Rows in the order of their keys, each with its names in order: neither is part of an answer. */
export const inOrder = (rows: readonly Row[]): Row[] =>
  rows
    .map((row) => inOneForm(row) as Row)
    .sort((a, b) => (JSON.stringify([a.pk, a.sk, a.id]) < JSON.stringify([b.pk, b.sk, b.id]) ? -1 : 1));

/** What has no order in an answer in one: names, the members of sets, and the rows of a BatchGetItem. */
function inOneForm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneForm);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    if (name === 'Responses')
      return [
        name,
        Object.fromEntries(
          Object.entries(member as Record<string, Row[]>).map(([table, rows]) => [table, inOrder(rows)]),
        ),
      ];
    const isSet = name === 'NS' || name === 'SS';
    return [name, isSet ? (member as string[]).toSorted() : inOneForm(member)];
  });
  // Texts for people are the library's own.
  return Object.fromEntries(
    entries.filter(([name]) => name !== 'message').sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
