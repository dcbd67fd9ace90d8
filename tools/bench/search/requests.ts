import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { FhirEndpoint } from '../../../local/fhir-server/index.ts';
import { ratios, sampled } from '../interleaved.ts';
import { reportRounds } from '../report.ts';
import { HEADERS, LET_IN, pathOf } from './ask.ts';

const ROUNDS = 9;
const READS = 1_000;
/** Fewer: each is on the disk, in the store and in the index, before the next is sent; some 10 ms of the clock. */
const WRITES = 100;
/** Writes that wait at once, as from so many clients, and how many are sent so. */
const AT_ONCE = 16;
const WRITES_AT_ONCE = 800;

/** Sends requests from a thread of its own: the next on each of some connections as soon as the last is answered. */
const CLIENT = `
  const { parentPort } = require('node:worker_threads');
  const { Agent, request } = require('node:http');
  const agent = new Agent({ keepAlive: true, maxSockets: ${AT_ONCE} });
  const send = (each) => new Promise((resolve, reject) => {
    const sent = request({ ...each, agent }, (response) => {
      response.resume();
      response.on('end', () => response.statusCode < 300 ? resolve() : reject(new Error(String(response.statusCode))));
    });
    sent.on('error', reject);
    sent.end(each.body);
  });
  parentPort.on('message', async ({ requests, atOnce }) => {
    const sendNext = async () => { for (let each; (each = requests.shift()); ) await send(each); };
    await Promise.all(Array.from({ length: atOnce }, sendNext));
    parentPort.postMessage('done');
  });`;

interface Sent {
  port: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** Requests a second of the server's thread, beside a handler that answers nothing. */
export async function requestSpeed(endpoint: FhirEndpoint, patients: number): Promise<void> {
  const empty = createServer((incoming, response) => {
    incoming.resume();
    incoming.on('end', () => response.end('{}'));
  });
  const server = createServer((incoming, response) => void endpoint(incoming, response, LET_IN));
  const [emptyPort, port] = [await portOf(empty), await portOf(server)];
  const client = new Worker(CLIENT, { eval: true });
  /** Milliseconds of the thread's processor for each request. */
  const taken = async (requests: number, sentTo: (at: number) => Sent, atOnce = 1): Promise<number> => {
    const begun = process.threadCpuUsage();
    const done = once(client, 'message');
    client.postMessage({ requests: Array.from({ length: requests }, (_, at) => sentTo(at)), atOnce });
    await done;
    const { user, system } = process.threadCpuUsage(begun);
    return (user + system) / 1000 / requests;
  };
  const path = (at: number): string => pathOf(`Patient/p${(at * 7919) % patients}`);
  let writes = 0;
  const written = (): Sent => {
    const id = `new${writes++}`;
    const body = JSON.stringify({ resourceType: 'Patient', id, name: [{ family: 'Berg' }], gender: 'male' });
    const headers = {
      ...HEADERS,
      'content-type': 'application/fhir+json',
      'content-length': String(Buffer.byteLength(body)),
    };
    return { port, method: 'PUT', path: pathOf(`Patient/${id}`), headers, body };
  };
  const times = await sampled(ROUNDS, {
    empty: () => taken(READS, (at) => ({ port: emptyPort, method: 'GET', path: path(at), headers: HEADERS })),
    read: () => taken(READS, (at) => ({ port, method: 'GET', path: path(at), headers: HEADERS })),
    write: () => taken(WRITES, written),
    writeAtOnce: () => taken(WRITES_AT_ONCE, written, AT_ONCE),
  });
  await client.terminate();
  for (const each of [empty, server]) each.close();
  reportRounds('Requests a second', 'those of an empty handler of node:http, of the thread’s processor', [
    ['read of a resource', ratios(times.empty, times.read)],
    ['update that makes a resource, indexed and on the disk', ratios(times.empty, times.write)],
    [`the same, ${AT_ONCE} at once`, ratios(times.empty, times.writeAtOnce)],
  ]);
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
