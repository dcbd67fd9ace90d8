import type { IncomingMessage } from 'node:http';
import type { JsonObject, RequestContext, Service } from '../ground/index.ts';
import { AwsError, isJsonObject, jsonCodeOf, parsedJson, rowOf } from '../ground/index.ts';
import { actionNotServed } from './not-served.ts';
import { readPlainBody } from './bodies.ts';
import type { QueryCodes } from './query-codes.ts';
import { queryCodeHeader } from './query-codes.ts';

/** What an action of an AWS JSON service knows beside its input. */
export interface AwsJsonCall extends RequestContext {
  /** The request's Host header, for URLs in answers. */
  host: string;
  /** Aborted when the client goes away before the answer. */
  gone: AbortSignal;
}

/** One operation: input in, output (an object, or undefined for an empty answer) out; throws AwsError. */
export type AwsJsonAction = (input: JsonObject, call: AwsJsonCall) => unknown;

export interface AwsJsonOptions {
  /** What stands before the dot of `X-Amz-Target`: `AmazonSQS`, `AWSEvents`. */
  target: string;
  version: '1.0' | '1.1';
  actions: Readonly<Record<string, AwsJsonAction>>;
  /** Of a service that spoke the query protocol before. */
  queryCodes?: QueryCodes;
}

/** Ten messages or events of 1 MiB, and the JSON around them. */
const LONGEST_BODY_BYTES = 12 * 1024 * 1024;

/**
 * A service that speaks AWS JSON over POST with `X-Amz-Target: <target>.<Action>`; what it lacks answers 501.
 * It rejects, for the front door to answer, only where the cloud itself fails.
 */
export function awsJsonService(options: AwsJsonOptions): Service {
  const { target, actions } = options;

  const run = async (request: IncomingMessage, call: AwsJsonCall): Promise<unknown> => {
    const [service, name] = String(request.headers['x-amz-target']).split('.');
    if (service !== target || name === undefined)
      throw new AwsError('UnknownOperationException', `X-Amz-Target must be ${target}.<Action>.`, 404);
    const action = rowOf(actions, name);
    if (action === undefined) throw actionNotServed(target, name, Object.keys(actions));
    return action(parseInput(await readPlainBody(request, LONGEST_BODY_BYTES)), call);
  };

  const answerRequest: Service = async (request, response, context) => {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
      response.writeHead(status, {
        'content-type': `application/x-amz-json-${options.version}`,
        'x-amzn-requestid': context.requestId,
        ...headers,
      });
      response.end(JSON.stringify(body ?? {}));
    };
    try {
      const host = request.headers.host ?? '127.0.0.1';
      answer(200, await run(request, { ...context, host, gone: gone.signal }));
    } catch (cause) {
      if (!(cause instanceof AwsError)) throw cause;
      const error = new AwsError(jsonCodeOf(cause), cause.message, cause.status);
      const body = { __type: error.code, message: error.message };
      answer(error.status, body, options.queryCodes && queryCodeHeader(error, options.queryCodes));
    }
  };
  return Object.assign(answerRequest, { actions: Object.keys(actions) });
}

function parseInput(body: Buffer): JsonObject {
  const input = body.length === 0 ? {} : parsedJson(body.toString('utf8'));
  if (input === undefined) throw wrongType('The request body', 'JSON');
  if (!isJsonObject(input)) throw wrongType('The request body', 'a JSON object');
  return input;
}

const wrongType = (member: string, type: string): AwsError =>
  new AwsError('SerializationException', `${member} must be ${type}.`);

/** Readers of optional members: `undefined` where absent or null, SerializationException where of another type. */
const reader =
  <T>(type: string, is: (value: unknown) => value is T) =>
  (input: JsonObject, member: string): T | undefined => {
    const value = input[member];
    if (value === undefined || value === null) return undefined;
    if (!is(value)) throw wrongType(member, type);
    return value;
  };

export const textMember = reader('a string', (value) => typeof value === 'string');
export const integerMember = reader('an integer', (value): value is number => Number.isInteger(value));
export const numberMember = reader('a number', (value) => typeof value === 'number');
export const objectMember = reader('an object', isJsonObject);
export const listMember = reader('a list', (value): value is unknown[] => Array.isArray(value));

/** A list of objects; SerializationException where an item is something else. */
export function objectListMember(input: JsonObject, member: string): JsonObject[] | undefined {
  const list = listMember(input, member);
  if (list !== undefined && !list.every(isJsonObject)) throw wrongType(member, 'a list of objects');
  return list;
}

/** A list of strings; SerializationException where an item is something else. */
export function textListMember(input: JsonObject, member: string): string[] | undefined {
  const list = listMember(input, member);
  if (list !== undefined && !list.every((item) => typeof item === 'string'))
    throw wrongType(member, 'a list of strings');
  return list;
}
