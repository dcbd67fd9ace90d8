import type { FaultKind } from '../ground/index.ts';
import { AwsError, wholeNumber } from '../ground/index.ts';
import type { TableDeclaration } from './table.ts';
import { keyIn } from './table.ts';
import type { IndexReplica } from './index-replica.ts';
import { copyTables } from './index-replica.ts';
import type { WrittenRow } from './written-rows.ts';
import type { Tables } from './dynalite/tables.ts';

export const STALE_INDEX_MS = wholeNumber(
  0,
  "Queries and scans of a global secondary index do not show writes that are younger than this, milliseconds of the cloud's time.",
);

/**
 * Lets global secondary indexes lag behind their tables, as they may (DynamoDB developer guide, "Data synchronization
 * between tables and Global Secondary Indexes"). Off, it costs nothing; on, writes take turns, so that the index shows
 * them in their order.
 */
export interface StaleIndexes {
  fault: FaultKind;
  /** Runs a request that writes these rows where it succeeds. */
  write: <T>(rows: readonly WrittenRow[], request: () => Promise<T>) => Promise<T>;
  /** Runs a request that reads an index, on the tables that its readers see now. */
  read: <T>(request: (tables: Tables) => Promise<T>) => Promise<T>;
  /** Has the copies that readers see made anew, without lag, where they were lost. */
  copyAgain: () => void;
  /** Resolves when no write runs any more and no table is being copied: then the main server may be closed. */
  settled: () => Promise<void>;
}

export interface StaleIndexOptions {
  main: () => Tables;
  /** Makes tables in memory. */
  open: () => Tables;
  tables: ReadonlyMap<string, TableDeclaration>;
  /** Cloud time, epoch milliseconds. */
  now: () => number;
}

export function createStaleIndexes({ main, open, tables, now }: StaleIndexOptions): StaleIndexes {
  let staleMs = STALE_INDEX_MS.defaultValue;
  let replica: Promise<IndexReplica> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const unordered = new Set<Promise<unknown>>();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const change = (ms: number): void => {
    staleMs = ms;
    if (ms === 0) {
      const copies = replica;
      replica = undefined;
      // Those who read them now are before this in turn.
      if (copies) void inTurn(async () => (await copies).server.close()).catch(() => undefined);
    } else
      replica ??= inTurn(async () => {
        await Promise.allSettled(unordered);
        return copyTables(main(), [...tables.values()], open);
      });
  };

  return {
    fault: {
      show: () => staleMs,
      read(value) {
        const ms = STALE_INDEX_MS.read(value, staleMs);
        if (ms === undefined)
          throw new AwsError('ValidationException', `dynamoDb.staleIndexMs must be ${STALE_INDEX_MS.takes}.`);
        return () => {
          change(ms);
        };
      },
      clear: () => {
        change(STALE_INDEX_MS.defaultValue);
      },
    },
    write(rows, request) {
      const copies = replica;
      if (copies)
        return inTurn(async () => {
          const answer = await request();
          const { note } = await copies;
          for (const { tableName, row } of rows) {
            const table = tables.get(tableName);
            if (table) await note(tableName, keyIn(table, row), now());
          }
          return answer;
        });
      const running = request();
      unordered.add(running);
      const done = (): void => void unordered.delete(running);
      running.then(done, done);
      return running;
    },
    read(request) {
      const copies = replica;
      if (!copies) return request(main());
      return inTurn(async () => {
        const { server, catchUp } = await copies;
        await catchUp(now() - staleMs);
        return request(server);
      });
    },
    copyAgain() {
      replica = undefined;
      change(staleMs);
    },
    async settled() {
      await Promise.allSettled([turn, ...unordered]);
    },
  };
}
