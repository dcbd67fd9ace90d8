import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { sendJson } from '../http/answers.ts';
import { readBody } from '../http/bodies.ts';
import { AwsError } from '../aws-error.ts';
import type { Authorize } from '../caller.ts';
import { ACCOUNT_ID, REGION } from '../caller.ts';
import type { Service } from '../service.ts';
import { callDynalite } from './in-process.ts';
import { rebuildIndexes } from './rebuild-indexes.ts';

/** A table of the template, as CreateTable takes it. */
export interface TableDeclaration {
  TableName: string;
  [property: string]: unknown;
}

/** DynamoDB of the local cloud: dynalite behind the roles' permissions. */
export interface DynamoDb {
  service: Service;
  /** Makes a table that is not there yet. */
  declareTable(table: TableDeclaration): Promise<void>;
  /** Every row of every table is gone; the tables stay. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** DynamoDB refuses requests over 16 MB. */
const MOST_REQUEST_BYTES = 16 * 1024 ** 2;

export function createDynamoDb(options: { folder: string; authorize: Authorize }): DynamoDb {
  const tables = new Map<string, TableDeclaration>();
  const inUse = join(options.folder, 'in-use');
  const dataFolder = join(options.folder, 'data');
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  let mayBeTorn = existsSync(inUse);
  writeFileSync(inUse, '');
  let server = dynalite({ path: dataFolder, createTableMs: 0, deleteTableMs: 0 });

  const create = async (table: TableDeclaration): Promise<void> => {
    const { code } = await callDynalite(server, 'CreateTable', table);
    if (code !== undefined && code !== 'ResourceInUseException') {
      throw new Error(`table ${table.TableName} could not be made: ${code}`);
    }
  };

  return {
    async service(request, response, { caller }) {
      const body = await readBody(request, MOST_REQUEST_BYTES);
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      try {
        for (const resource of resourcesOf(body))
          options.authorize(caller, `dynamodb:${operation}`, resource);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        sendJson(response, 400, { __type: `com.amazon.coral.service#${error.code}`, Message: error.message });
        return;
      }
      const replayed = Object.assign(Readable.from(body.length > 0 ? [body] : []), {
        method: request.method,
        url: request.url,
        headers: request.headers,
      });
      server.emit('request', replayed, response);
    },
    async declareTable(table) {
      tables.set(table.TableName, table);
      await create(table);
      if (mayBeTorn) await rebuildIndexes(server, table.TableName);
    },
    async reset() {
      await closed(server);
      rmSync(dataFolder, { recursive: true, force: true });
      server = dynalite({ path: dataFolder, createTableMs: 0, deleteTableMs: 0 });
      mayBeTorn = false;
      for (const table of tables.values()) await create(table);
    },
    async close() {
      await closed(server);
      rmSync(inUse, { force: true });
    },
  };
}

/** The ARNs that a request is about; none where it is malformed, which DynamoDB itself then says. */
function resourcesOf(body: Buffer): string[] {
  let input: { TableName?: unknown; IndexName?: unknown; RequestItems?: unknown } | null;
  try {
    input = JSON.parse(body.toString('utf8')) as typeof input;
  } catch {
    return [];
  }
  const names = [input?.TableName, ...Object.keys(input?.RequestItems ?? {})].filter(
    (name) => typeof name === 'string',
  );
  const index = typeof input?.IndexName === 'string' ? `/index/${input.IndexName}` : '';
  return names.map((name) => `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${name}${index}`);
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
