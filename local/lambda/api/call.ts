import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorize, Caller, JsonObject } from '../../ground/index.ts';
import { AwsError, constraintError, isJsonObject, notImplemented, parsedJson } from '../../ground/index.ts';
import { readBody } from '../../http/index.ts';
import type { EventSources } from '../event-sources.ts';
import type { FunctionRegistry } from '../function-registry.ts';
import type { InvocationResult } from '../invocations.ts';
import type { InvokePermissions } from '../invoke-permission.ts';
import type { RuntimeFunctions } from '../runtime/runtime-functions.ts';
import type { RuntimeMappings } from '../runtime/runtime-mappings.ts';
import type { RuntimePermissions } from '../runtime/runtime-permissions.ts';

/** A zip in S3 that a caller names as a function's code. */
export interface CodeObject {
  bucket: string;
  key: string;
  versionId?: string;
}

/** What the operations of the API work on. */
export interface LambdaApi {
  functions: FunctionRegistry;
  runtimeFunctions: RuntimeFunctions;
  permissions: InvokePermissions;
  runtimePermissions: RuntimePermissions;
  eventSources: EventSources;
  runtimeMappings: RuntimeMappings;
  authorize: Authorize;
  hasRole: (roleArn: string) => boolean;
  /** Cloud time, epoch milliseconds. */
  now: () => number;
  /** A queue's visibility timeout, seconds; undefined where there is no such queue. */
  queueTimeout: (queueArn: string) => number | undefined;
  /** Whether callers may hand in code here: only where nobody but this machine can call. */
  takesCode: boolean;
  /** GetObject of S3 by this caller: the file in which the bytes lie. @throws AwsError */
  codeIn: (caller: Caller, object: CodeObject) => { path: string; size: number };
  /** Accepts an event for later; returns the request id. */
  accept: (reference: string, qualifier: string | undefined, event: string, by: Caller) => string;
  invoke: (
    reference: string,
    qualifier: string | undefined,
    event: string,
    by: Caller,
  ) => Promise<InvocationResult>;
}

/** One request of the API. */
export interface LambdaCall {
  request: IncomingMessage;
  response: ServerResponse;
  caller: Caller;
  query: URLSearchParams;
  /** The members of the path by their names, decoded. */
  path: Readonly<Record<string, string>>;
}

/** What is answered; nothing where the operation has answered itself. */
export interface LambdaAnswer {
  /** 200 unless said. */
  status?: number;
  body?: unknown;
}

export type LambdaOperation = (
  call: LambdaCall,
  api: LambdaApi,
) => LambdaAnswer | undefined | Promise<LambdaAnswer | undefined>;

/** What the service says of a larger request: 50 MB of zip in base64, and the JSON around them. */
const MOST_REQUEST_BYTES = 70_167_211;

/** The JSON body of a request. @throws AwsError */
export async function bodyOf({ request }: LambdaCall): Promise<JsonObject> {
  const text = (await readBody(request, MOST_REQUEST_BYTES)).toString('utf8');
  const body = text === '' ? {} : parsedJson(text);
  if (!isJsonObject(body))
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  return body;
}

/** @throws AwsError NotImplemented for a member that has more to say than `known` ones, or than is so anyway */
export function refuseOthers(
  operation: string,
  input: JsonObject,
  known: readonly string[],
  isSoAnyway: Readonly<Record<string, (value: unknown) => boolean>> = {},
): void {
  for (const [member, value] of Object.entries(input)) {
    if (value === undefined || value === null || known.includes(member)) continue;
    if (!Object.hasOwn(isSoAnyway, member) || isSoAnyway[member]?.(value) !== true)
      throw notImplemented(`${member} of Lambda's ${operation}`);
  }
}

export const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

/** Lambda quotas: a page of a list has 50 entries at most, of mappings 100. */
const LONGEST_PAGE = 50;

/** A page of a list whose marker is the key of its last entry. */
export function pageOf<T>(
  items: readonly T[],
  key: (item: T) => string,
  query: URLSearchParams,
  longest = LONGEST_PAGE,
): { page: T[]; nextMarker: string | null } {
  const asked = Number(query.get('MaxItems') ?? longest);
  if (!Number.isInteger(asked) || asked < 1)
    throw constraintError('maxItems', query.get('MaxItems'), 'have value greater than or equal to 1');
  const marker = query.get('Marker');
  const sorted = [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const rest = marker === null ? sorted : sorted.filter((item) => key(item) > marker);
  const page = rest.slice(0, Math.min(asked, longest));
  const last = page.at(-1);
  return { page, nextMarker: last !== undefined && page.length < rest.length ? key(last) : null };
}
