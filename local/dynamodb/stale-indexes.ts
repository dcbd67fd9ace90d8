import type { Server } from 'node:http';
import type { Faults } from '../ground/index.ts';
import { AwsError, faultsOf, wholeNumber } from '../ground/index.ts';
import type { TableDeclaration } from './table.ts';
import { keyIn } from './table.ts';
import type { IndexReplica } from './index-replica.ts';
import { copyTables } from './index-replica.ts';
import type { WrittenRow } from './written-rows.ts';

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
  faults: Faults;
  /** Runs a request that writes these rows where it succeeds. */
  write: <T>(rows: readonly WrittenRow[], request: () => Promise<T>) => Promise<T>;
  /** The server that answers readers of an index now. */
  reader: () => Promise<Server>;
  /** Resolves when no write runs any more and no table is being copied: then the main server may be closed. */
  settled: () => Promise<void>;
}

export interface StaleIndexOptions {
  main: () => Server;
  tables: ReadonlyMap<string, TableDeclaration>;
  /** Cloud time, epoch milliseconds. */
  now: () => number;
}

export function createStaleIndexes({ main, tables, now }: StaleIndexOptions): StaleIndexes {
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
    if (ms === 0) replica = undefined;
    else
      replica ??= inTurn(async () => {
        await Promise.allSettled(unordered);
        return copyTables(main(), [...tables.values()]);
      });
  };

  return {
    faults: faultsOf('dynamoDb', {
      staleIndexMs: {
        show: () => staleMs,
        read(value) {
          const ms = STALE_INDEX_MS.read(value, staleMs);
          if (ms === undefined)
            throw new AwsError(
              'ValidationException',
              `dynamoDb.staleIndexMs must be ${STALE_INDEX_MS.takes}.`,
            );
          return () => {
            change(ms);
          };
        },
        clear: () => {
          change(STALE_INDEX_MS.defaultValue);
        },
      },
    }),
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
    async reader() {
      const copies = replica;
      if (!copies) return main();
      return inTurn(async () => {
        const { server, catchUp } = await copies;
        await catchUp(now() - staleMs);
        return server;
      });
    },
    async settled() {
      await Promise.allSettled([turn, ...unordered]);
    },
  };
}
