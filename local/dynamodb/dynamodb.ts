import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readBody, sendJson } from '../http/index.ts';
import type { Authorize, FaultKind, Faults, Service } from '../ground/index.ts';
import { AwsError, faultsOf, isAccessDenied, jsonCodeOf } from '../ground/index.ts';
import type { RawAnswer, Request } from './dynalite/in-process.ts';
import { callDynalite } from './dynalite/call-dynalite.ts';
import type { ServedTables } from './mended-tables.ts';
import { mendedTables } from './mended-tables.ts';
import { rebuildIndexes } from './rebuild-indexes.ts';
import type { RowsScan } from './rows-of.ts';
import { pagesOf, plainRow } from './rows-of.ts';
import type { Input } from './requested-resources.ts';
import { readInput, requestedResources } from './requested-resources.ts';
import { requireServed } from './served-members.ts';
import { createStaleIndexes } from './stale-indexes.ts';
import type { TableDeclaration } from './table.ts';
import { hasIndex } from './table.ts';
import type { Tables } from './dynalite/tables.ts';
import { tablesInMemory } from './dynalite/tables.ts';
import { tablesInThread } from './dynalite/tables-in-thread.ts';
import { untilActive } from './until-active.ts';
import { writtenRows } from './written-rows.ts';

/** DynamoDB of the local cloud: dynalite behind the roles' permissions. */
export interface DynamoDb {
  service: Service;
  /** Makes a table that is not there yet. */
  declareTable(table: TableDeclaration): Promise<void>;
  /**
   * Every row of a table, or every entry of one of its indexes, a page in memory at a time. For the local cloud itself: without permissions and
   * without faults. Rows that are written meanwhile may be among them or not.
   */
  rows(scan: RowsScan): AsyncGenerator<Record<string, unknown>>;
  faults: Faults;
  /** Every row of every table is gone, and every fault; the tables stay. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** DynamoDB refuses requests over 16 MB. */
const MOST_REQUEST_BYTES = 16 * 1024 ** 2;

export interface DynamoDbOptions {
  /** Where the tables are kept; in memory only without it. */
  folder?: string;
  authorize: Authorize;
  /** The cloud's time, epoch milliseconds; the machine's unless given. */
  now?: () => number;
  /** Told where the library behind the tables fails; they are opened again by themselves. */
  onFailure?: (error: unknown) => void;
}

export function createDynamoDb(options: DynamoDbOptions): DynamoDb {
  const tables = new Map<string, TableDeclaration>();
  const store = options.folder === undefined ? undefined : openStore(options.folder);
  let mayBeTorn = store?.mayBeTorn ?? false;
  const onFailure = options.onFailure ?? (() => undefined);
  const open = (): ServedTables => {
    if (store) return mendedTables(store.dataFolder, () => tables.values(), onFailure);
    const inMemory = tablesInMemory();
    return { ...inMemory, serve: inMemory.answer };
  };
  let main = open();
  const openCopies = (): Tables =>
    store
      ? tablesInThread(undefined, (error) => {
          onFailure(error);
          indexes.copyAgain();
        })
      : tablesInMemory();
  const indexes = createStaleIndexes({
    main: () => main,
    open: openCopies,
    tables,
    now: options.now ?? Date.now,
  });
  const failures: FaultKind = {
    show: () => main.fault?.show(),
    read: (value) => main.fault?.read(value) ?? (() => undefined),
    clear: () => main.fault?.clear(),
  };
  const faults = faultsOf('dynamoDb', {
    staleIndexMs: indexes.fault,
    ...(store && { failingRequests: failures }),
  });

  const answer = async (operation: string, input: Input, request: Request): Promise<RawAnswer> => {
    const written = writtenRows(operation, input);
    if (written.length > 0) return indexes.write(written, () => main.serve(request, true));
    return hasIndex(tables.get(String(input.TableName)), input.IndexName)
      ? indexes.read((shown) => (shown === main ? main.serve(request, false) : shown.answer(request)))
      : main.serve(request, false);
  };

  const create = async (table: TableDeclaration): Promise<void> => {
    const { code } = await callDynalite(main, 'CreateTable', table);
    if (code !== undefined && code !== 'ResourceInUseException') {
      throw new Error(`table ${table.TableName} could not be made: ${code}`);
    }
    await untilActive(main, table.TableName);
  };

  return {
    async service(request, response, { caller }) {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      try {
        const body = await readBody(request, MOST_REQUEST_BYTES);
        const input = readInput(body);
        requireServed(operation, input ?? {});
        for (const resource of input ? requestedResources(input) : [])
          options.authorize(caller, `dynamodb:${operation}`, resource);
        const { method, url, headers } = request;
        sendRaw(response, await answer(operation, input ?? {}, { method, url, headers, body }));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        sendError(response, error);
      }
    },
    async declareTable(table) {
      tables.set(table.TableName, table);
      await create(table);
      if (mayBeTorn) await rebuildIndexes(main, table);
    },
    async *rows(scan) {
      for await (const page of pagesOf(main, scan)) yield* page.map(plainRow);
    },
    faults,
    async reset() {
      faults.clear();
      await indexes.settled();
      await main.close();
      if (store) rmSync(store.dataFolder, { recursive: true, force: true });
      main = open();
      mayBeTorn = false;
      for (const table of tables.values()) await create(table);
    },
    async close() {
      faults.clear();
      await indexes.settled();
      await main.close();
      if (store) rmSync(store.inUse, { force: true });
    },
  };
}

/** Where tables are kept, and the file that is there while they are in use: left behind by a process that was killed. */
function openStore(folder: string): { dataFolder: string; inUse: string; mayBeTorn: boolean } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const inUse = join(folder, 'in-use');
  const mayBeTorn = existsSync(inUse);
  writeFileSync(inUse, '');
  return { dataFolder: join(folder, 'data'), inUse, mayBeTorn };
}

/** DynamoDB's own form of an error; it answers 400 where other services say 403. */
function sendError(response: ServerResponse, error: AwsError): void {
  const { message, status } = error;
  sendJson(response, isAccessDenied(error) ? 400 : status, {
    __type: `com.amazon.coral.service#${jsonCodeOf(error)}`,
    Message: message,
    message,
  });
}

function sendRaw(response: ServerResponse, { status, headers, bytes }: RawAnswer): void {
  response.statusCode = status;
  for (const [name, value] of headers) response.setHeader(name, value);
  response.end(bytes);
}
