import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { readBody, sendJson } from '../http/index.ts';
import type { Authorize, Faults, Service } from '../ground/index.ts';
import { AwsError, isAccessDenied, jsonCode, notImplemented } from '../ground/index.ts';
import type { Request } from './in-process.ts';
import { answerOf, callDynalite, replayed } from './in-process.ts';
import { plainRow } from './plain-row.ts';
import { rebuildIndexes } from './rebuild-indexes.ts';
import { rowsOf } from './rows-of.ts';
import type { Input } from './requested-resources.ts';
import { readInput, requestedResources } from './requested-resources.ts';
import { createStaleIndexes } from './stale-indexes.ts';
import { untilActive } from './until-active.ts';
import { writtenRows } from './written-rows.ts';

/** A table of the template, as CreateTable takes it. */
export interface TableDeclaration {
  TableName: string;
  KeySchema: { AttributeName: string }[];
  GlobalSecondaryIndexes?: { IndexName: string; Projection: { ProjectionType: string } }[];
  [property: string]: unknown;
}

/** DynamoDB of the local cloud: dynalite behind the roles' permissions. */
export interface DynamoDb {
  service: Service;
  /** Makes a table that is not there yet. */
  declareTable(table: TableDeclaration): Promise<void>;
  /** Every row of a table, for the local cloud's own eyes: no permission is asked and no fault is met. */
  rows(tableName: string): Promise<Record<string, unknown>[]>;
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
}

export function createDynamoDb(options: DynamoDbOptions): DynamoDb {
  const tables = new Map<string, TableDeclaration>();
  const store = options.folder === undefined ? undefined : openStore(options.folder);
  let mayBeTorn = store?.mayBeTorn ?? false;
  const open = (): Server =>
    dynalite({ ...(store && { path: store.dataFolder }), createTableMs: 0, deleteTableMs: 0 });
  let server = open();
  const indexes = createStaleIndexes({ main: () => server, tables, now: options.now ?? Date.now });

  const handOn = async (
    operation: string,
    input: Input,
    request: Request,
    response: ServerResponse,
  ): Promise<void> => {
    const written = writtenRows(operation, input);
    if (written.length === 0) {
      const reader = isIndexOf(tables.get(String(input.TableName)), input.IndexName)
        ? await indexes.reader()
        : server;
      reader.emit('request', replayed(request), response);
      return;
    }
    const { status, headers, bytes } = await indexes.write(written, () => answerOf(server, request));
    response.statusCode = status;
    for (const [name, value] of headers) response.setHeader(name, value);
    response.end(bytes);
  };

  const create = async (table: TableDeclaration): Promise<void> => {
    const { code } = await callDynalite(server, 'CreateTable', table);
    if (code !== undefined && code !== 'ResourceInUseException') {
      throw new Error(`table ${table.TableName} could not be made: ${code}`);
    }
    await untilActive(server, table.TableName);
  };

  return {
    async service(request, response, { caller }) {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      try {
        const body = await readBody(request, MOST_REQUEST_BYTES);
        if (!OPERATIONS.has(operation)) throw notImplemented(`DynamoDB's ${operation}`);
        const input = readInput(body);
        for (const resource of input ? requestedResources(input) : [])
          options.authorize(caller, `dynamodb:${operation}`, resource);
        const { method, url, headers } = request;
        await handOn(operation, input ?? {}, { method, url, headers, body }, response);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        sendError(response, error);
      }
    },
    async declareTable(table) {
      tables.set(table.TableName, table);
      await create(table);
      if (mayBeTorn) await rebuildIndexes(server, table);
    },
    rows: async (TableName) => (await rowsOf(server, { TableName })).map(plainRow),
    faults: indexes.faults,
    async reset() {
      indexes.faults.clear();
      await indexes.settled();
      await closed(server);
      if (store) rmSync(store.dataFolder, { recursive: true, force: true });
      server = open();
      mayBeTorn = false;
      for (const table of tables.values()) await create(table);
    },
    async close() {
      await indexes.settled();
      await closed(server);
      if (store) rmSync(store.inUse, { force: true });
    },
  };
}

const isIndexOf = (table: TableDeclaration | undefined, indexName: unknown): boolean =>
  table?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === indexName) ?? false;

/** Where tables are kept, and the file that is there while they are in use: left behind by a process that was killed. */
function openStore(folder: string): { dataFolder: string; inUse: string; mayBeTorn: boolean } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const inUse = join(folder, 'in-use');
  const mayBeTorn = existsSync(inUse);
  writeFileSync(inUse, '');
  return { dataFolder: join(folder, 'data'), inUse, mayBeTorn };
}

/** What dynalite has of DynamoDB; the rest (transactions, PartiQL, streams ...) is told in words. */
const OPERATIONS = new Set(
  'BatchGetItem BatchWriteItem CreateTable DeleteItem DeleteTable DescribeTable DescribeTimeToLive GetItem ListTables ListTagsOfResource PutItem Query Scan TagResource UntagResource UpdateItem UpdateTable'.split(
    ' ',
  ),
);

/** DynamoDB's own form of an error, and its own name for what `authorize` refuses. */
function sendError(response: ServerResponse, error: AwsError): void {
  const { message, status } = error;
  const httpStatus = isAccessDenied(error) ? 400 : status;
  sendJson(response, httpStatus, {
    __type: `com.amazon.coral.service#${jsonCode(error)}`,
    Message: message,
    message,
  });
}

/** dynalite closes its store when its server closes, and its server only closes when it listened. */
const closed = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      server.close((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  });
