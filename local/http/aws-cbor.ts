import { cbor, dateToTag } from '@smithy/core/cbor';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject, Service } from '../ground/index.ts';
import { AwsError, isJsonObject, jsonCodeOf, rowOf } from '../ground/index.ts';
import type { AwsJsonAction } from './aws-json.ts';
import { actionNotServed } from './not-served.ts';
import { readPlainBody } from './bodies.ts';
import type { QueryCodes } from './query-codes.ts';
import { queryCodeHeader } from './query-codes.ts';
import { targetOf } from './request-target.ts';
import type { RefuseSignature } from './require-signature.ts';
import { refusalOfJson } from './signature-refusals.ts';

export interface AwsCborOptions {
  /** The service's name in the path: `GraniteServiceVersion20100801`. */
  target: string;
  actions: Readonly<Record<string, AwsJsonAction>>;
  /** Of a service that spoke the query protocol before. */
  queryCodes?: QueryCodes;
}

const LONGEST_BODY_BYTES = 4 * 1024 * 1024;

/**
 * A service that speaks Smithy RPC v2 with CBOR: `POST /service/<target>/operation/<Action>` (Smithy, "Smithy RPC v2 CBOR
 * protocol"). What an action gets and gives is as in AWS JSON, but that times are Dates. What it lacks answers 501.
 */
export const awsCborService = ({ target, actions, queryCodes }: AwsCborOptions): Service => {
  const run = async (request: IncomingMessage, call: Parameters<AwsJsonAction>[1]): Promise<unknown> => {
    const [, service, name = ''] =
      /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(targetOf(request).path) ?? [];
    if (service !== target)
      throw new AwsError(
        'UnknownOperationException',
        `The path must be /service/${target}/operation/<Action>.`,
        404,
      );
    const action = rowOf(actions, name);
    if (!action) throw actionNotServed(target, name, Object.keys(actions));
    return action(inputOf(await readPlainBody(request, LONGEST_BODY_BYTES)), call);
  };

  return async (request, response, context) => {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    try {
      const host = request.headers.host ?? '127.0.0.1';
      sendCbor(response, 200, await run(request, { ...context, host, gone: gone.signal }), context.requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      sendCborError(response, error, context.requestId, queryCodes);
    }
  };
};

/** An error as clients of this protocol read it. */
export function sendCborError(
  response: ServerResponse,
  error: AwsError,
  requestId: string,
  queryCodes?: QueryCodes,
): void {
  const body = { __type: jsonCodeOf(error), message: error.message };
  sendCbor(response, error.status, body, requestId, queryCodes && queryCodeHeader(error, queryCodes));
}

/** Refuses what is not rightly signed as this protocol does. */
export const refuseAsCbor: RefuseSignature = (response, fault, requestId) => {
  sendCborError(response, refusalOfJson(fault), requestId);
  return Promise.resolve();
};

function sendCbor(
  response: ServerResponse,
  status: number,
  body: unknown,
  requestId: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/cbor',
    'smithy-protocol': 'rpc-v2-cbor',
    'x-amzn-requestid': requestId,
    ...headers,
  });
  response.end(cbor.serialize(written(body ?? {})));
}

function inputOf(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = read(cbor.deserialize(body));
  } catch {
    // Whatever the library throws at it: the bytes are the caller's.
  }
  if (!isJsonObject(input))
    throw new AwsError('SerializationException', 'The request body must be a CBOR map.');
  return input;
}

/** Tag 1 is a time, in seconds. */
const TIME_TAG = 1;

function read(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(read);
  if (typeof value === 'bigint') return Number(value);
  if (!isJsonObject(value) || value instanceof Uint8Array) return value;
  if (value.tag === TIME_TAG && typeof value.value === 'number') return new Date(value.value * 1000);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, read(member)]));
}

/** The library takes no undefined, and times as tags. */
function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (value instanceof Date) return dateToTag(value);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === undefined ? [] : [[name, written(member)]],
    ),
  );
}
