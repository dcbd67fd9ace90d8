import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientInProcess } from '../dynamodb/client-in-process.ts';
import type { TableCounts, WatchTables } from '../dynamodb/operations.ts';
import { tableOperations } from '../dynamodb/operations.ts';
import type { MemoryTable } from '../dynamodb/table.ts';
import { NotServed } from '../dynamodb/parse-expression.ts';
import type { SimulatedS3 } from '../s3/s3.ts';
import { simulatedS3 } from '../s3/s3.ts';
import type { JobBook, SimulatedHealthLake } from './healthlake.ts';
import { simulatedHealthLake } from './healthlake.ts';
import type { SimulatedMessages } from './messages.ts';
import { simulatedMessages } from './messages.ts';

/** AWS as the functions of the simulation find it: one server on loopback, no signature looked at. */
export interface SimulatedAws {
  endpoint: string;
  s3: SimulatedS3;
  healthLake: SimulatedHealthLake;
  messages: SimulatedMessages;
  tables: Map<string, MemoryTable>;
  tableCounts: TableCounts;
  /** A ledger's client that asks the tables in this process, without HTTP; its calls are counted like all others. */
  inProcess: DynamoDBDocumentClient;
  /** Calls since the beginning, by service and operation. */
  calls: Map<string, number>;
  /** What was asked for and is not served; nothing may. */
  notServed: string[];
  /** Where the simulated time stands, epoch milliseconds. */
  setNow: (at: number) => void;
  close: () => Promise<void>;
}

/** @param folder for large objects */
export async function simulatedAws(
  folder: string,
  jobs: JobBook,
  watchTables?: WatchTables,
): Promise<SimulatedAws> {
  let at = 0;
  const now = (): number => at;
  const tables = new Map<string, MemoryTable>();
  const dynamoDb = tableOperations(tables, watchTables);
  const s3 = simulatedS3(folder, now);
  const healthLake = simulatedHealthLake(now, jobs);
  const messages = simulatedMessages(now);
  const calls = new Map<string, number>();
  const notServed: string[] = [];

  const count = (name: string): void => {
    calls.set(name, (calls.get(name) ?? 0) + 1);
  };

  const json = (target: string, body: Buffer): { status: number; body: string } => {
    const [service = '', operation = ''] = target.split('.');
    const text = body.toString('utf8');
    if (service.startsWith('DynamoDB')) return dynamoDb.answer(operation, text);
    const request = JSON.parse(text) as Record<string, unknown>;
    const answer =
      service === 'HealthLake'
        ? healthLake.answer(operation, request)
        : messages.answer(target, request, body.length);
    return { status: 200, body: JSON.stringify(answer) };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const target = request.headers['x-amz-target'];
    const name = typeof target === 'string' ? operationOf(target) : s3Operation(request);
    count(name);
    try {
      if (typeof target !== 'string') {
        await s3.answer(request, response, body);
        return;
      }
      const told = json(target, body);
      response.writeHead(told.status, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': Buffer.byteLength(told.body),
      });
      response.end(told.body);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      notServed.push(error instanceof NotServed ? what : `${name} failed: ${what}`);
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: 'NotServed', message: what }));
    }
  };

  const server = createServer((request, response) => {
    // The machine's time would seem to the SDK to be a clock that is wrong.
    response.sendDate = false;
    void answer(request, response);
  });
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    s3,
    healthLake,
    messages,
    tables,
    tableCounts: dynamoDb.counts,
    inProcess: clientInProcess((operation, request) => {
      count(`DynamoDB ${operation}`);
      return dynamoDb.run(operation, request);
    }),
    calls,
    notServed,
    setNow: (time) => (at = time),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const operationOf = (target: string): string => {
  const [service = '', operation = ''] = target.split('.');
  return `${service.replace(/_.*$/, '').replace(/^AWS|^Amazon/, '')} ${operation}`;
};

/** A name for what S3 is asked, as its API has it. */
function s3Operation({ method, url = '', headers }: IncomingMessage): string {
  const { searchParams: query, pathname } = new URL(url, 'http://s3');
  if (query.has('versions')) return 'S3 ListObjectVersions';
  if (query.has('list-type')) return 'S3 ListObjectsV2';
  if (query.has('uploads')) return 'S3 CreateMultipartUpload';
  if (query.has('uploadId')) return method === 'PUT' ? 'S3 UploadPart' : 'S3 CompleteMultipartUpload';
  if (method === 'PUT') return headers['x-amz-copy-source'] === undefined ? 'S3 PutObject' : 'S3 CopyObject';
  return `S3 ${method === 'GET' ? 'GetObject' : method === 'HEAD' ? 'HeadObject' : `${method ?? ''} ${pathname}`}`;
}
