import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FhirEndpoint } from '../../../local/fhir-server/index.ts';
import { createFhirEndpoint } from '../../../local/fhir-server/index.ts';
import type { HealthLake } from '../../../local/healthlake/index.ts';
import { DEFAULT_SETTINGS, openPageSeal } from '../../../local/healthlake/index.ts';
import type { BuiltStore } from './build.ts';
import { DATASTORE } from './build.ts';

const ENDPOINT = `http://127.0.0.1/datastore/${DATASTORE}/r4/`;

/** What is sent with each request: its signature was checked before. */
export const HEADERS = {
  authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/healthlake/aws4_request',
};

export const pathOf = (query: string): string => `/datastore/${DATASTORE}/r4/${query}`;

/** The endpoint over a store, without the cloud around it. */
export function endpointOver({ store, index }: Pick<BuiltStore, 'store' | 'index'>): FhirEndpoint {
  const datastore = { datastoreId: DATASTORE, arn: 'arn', status: 'ACTIVE', setup: {}, createdAt: 0 };
  return createFhirEndpoint({
    healthLake: {
      store,
      searchIndex: () => Promise.resolve(index),
      dataStores: { find: () => datastore, endpointOf: () => ENDPOINT, settings: () => DEFAULT_SETTINGS },
      pageSeal: openPageSeal(store.database),
    } as unknown as HealthLake,
    clock: { now: Date.now },
    authorize: () => undefined,
    invokeFunction: () => Promise.reject(new Error('No token is sent.')),
    onTrouble(error) {
      throw error;
    },
  });
}

/** The context of a request that was let in. */
export const LET_IN = { caller: { kind: 'account' }, requestId: 'bench' } as never;

/** Asks the endpoint, without a socket between. @returns what it answers */
export const asking =
  (endpoint: FhirEndpoint) =>
  async (query: string): Promise<Buffer> => {
    const incoming = new IncomingMessage(SOCKET);
    incoming.method = 'GET';
    incoming.url = pathOf(query);
    incoming.headers = HEADERS;
    incoming.push(null);
    const response = new ServerResponse(incoming);
    let body: Buffer = Buffer.alloc(0);
    response.end = ((chunk: Buffer) => {
      body = chunk;
      return response;
    }) as typeof response.end;
    await endpoint(incoming, response, LET_IN);
    if (response.statusCode !== 200) throw new Error(body.toString('utf8'));
    return body;
  };

const SOCKET = new Socket();

/** The types and ids of the resources of a searchset. */
export const keysIn = (searchset: Buffer): string[] =>
  [...searchset.toString('latin1').matchAll(/"fullUrl":"[^"]*\/([^"/]+\/[^"/]+)"/g)].map(
    ([, key = '']) => key,
  );
