import { expect } from '@jest/globals';
import type { Item } from '../../../tools/simulate/dynamodb/evaluate.ts';
import { packagedStage, stackAt } from '../../../tools/simulate/lambda/functions.ts';
import { judged } from '../../../tools/simulate/report/judge.ts';
import type { ScenarioResult } from '../../../tools/simulate/report/measured.ts';
import type { Scenario } from '../../../tools/simulate/scenarios/scenario.ts';
import { inOrder, replayed } from './replayed.ts';

/** Bundled once for all tests of a file. */
let packagedOnce: ReturnType<typeof packagedStage> | undefined;

/** Ends what hangs, milliseconds. */
export const LIMIT = 900_000;

/** Runs a scenario with each of its calls of DynamoDB repeated on dynalite, and expects the same answers and the same items at the end. */
export async function asOnDynalite(scenario: Scenario, scale: number): Promise<ScenarioResult> {
  const packaged = await (packagedOnce ??= packagedStage('local'));
  const { tables } = stackAt(packaged, 'http://127.0.0.1:1');
  const dynalite = await replayed(tables.map(({ createTable }) => createTable));
  try {
    let rows: Item[] = [];
    const result = await scenario.run({
      packaged,
      scale,
      progress: () => undefined,
      watchTables: dynalite.watch,
      onEnd({ aws, ledgerTable }) {
        rows = [...(aws.tables.get(ledgerTable)?.all() ?? [])].map((row) => JSON.parse(row) as Item);
      },
    });
    const { calls, differing } = await dynalite.differences();
    expect(differing.slice(0, 3)).toEqual([]);
    expect(calls).toBeGreaterThan(result.files);
    const ledger = tables.find(({ logicalId }) => logicalId === 'LedgerTable')?.name ?? '';
    expect(inOrder(rows as never)).toEqual(await dynalite.items(ledger));
    return { ...result, broken: judged(result) };
  } finally {
    await dynalite.close();
  }
}
