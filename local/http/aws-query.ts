import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject, Service } from '../ground/index.ts';
import { AwsError, isJsonObject, rowOf } from '../ground/index.ts';
import { actionNotServed } from './not-served.ts';
import type { AwsJsonAction } from './aws-json.ts';
import { readPlainBody } from './bodies.ts';
import type { QueryCodes } from './query-codes.ts';
import { targetOf } from './request-target.ts';
import type { RefuseSignature } from './require-signature.ts';
import { refusalOfJson } from './signature-refusals.ts';
import type { XmlContent, XmlElements } from './write-xml.ts';
import { writeXml } from './write-xml.ts';

export interface AwsQueryOptions {
  /** `sts`, as requests are signed. */
  signingName: string;
  /** The namespace of its answers: `https://sts.amazonaws.com/doc/2011-06-15/`. */
  namespace: string;
  actions: Readonly<Record<string, AwsJsonAction>>;
  /** Where its actions name errors as newer protocols do. */
  queryCodes?: QueryCodes;
}

/** Larger than a template or policy that a form may carry. */
const LONGEST_FORM_BYTES = 1024 * 1024;

/**
 * A service that speaks AWS's query protocol: a form with `Action` in, XML out (Smithy, "AWS query protocol"). What an
 * action gets and gives is as in AWS JSON, but that every text, number and truth comes as a text. What it lacks answers 501.
 */
export function awsQueryService({ signingName, namespace, actions, queryCodes }: AwsQueryOptions): Service {
  const service: Service = async (request, response, context) => {
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    try {
      const form = await formOf(request);
      const name = form.get('Action') ?? '';
      const action = rowOf(actions, name);
      if (!action) throw actionNotServed(signingName, name, Object.keys(actions));
      const host = request.headers.host ?? '127.0.0.1';
      const output = await action(structureOf(form), { ...context, host, gone: gone.signal });
      const document = {
        ...(output !== undefined && { [`${name}Result`]: xmlContent(output) }),
        ResponseMetadata: { RequestId: context.requestId },
      };
      sendXml(response, 200, writeXml(`${name}Response`, document, namespace));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      sendQueryError(response, error, context.requestId, queryCodes);
    }
  };
  return Object.assign(service, { actions: Object.keys(actions) });
}

/** An error as clients of the query protocol read it. */
export function sendQueryError(
  response: ServerResponse,
  { code, message, status }: AwsError,
  requestId: string,
  queryCodes: QueryCodes = {},
): void {
  const Type = status < 500 || status === 501 ? 'Sender' : 'Receiver';
  const document = {
    Error: { Type, Code: queryCodes[code] ?? code, Message: message },
    RequestId: requestId,
  };
  sendXml(response, status, writeXml('ErrorResponse', document));
}

/** Refuses what is not rightly signed as the query protocol does. */
export const refuseAsQuery: RefuseSignature = (response, fault, requestId) => {
  sendQueryError(response, refusalOfJson(fault), requestId);
  return Promise.resolve();
};

function sendXml(response: ServerResponse, status: number, document: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(document);
}

/** A map of an answer, which the protocol writes as entries of key and value. */
export const queryMap = (map: Readonly<Record<string, string>>): QueryMap => new QueryMap(map);

class QueryMap {
  readonly entries: XmlElements[];

  constructor(map: Readonly<Record<string, string>>) {
    this.entries = Object.entries(map).map(([key, value]) => ({ key, value }));
  }
}

function xmlContent(value: unknown): XmlContent {
  if (value === undefined || value === null) return undefined;
  if (value instanceof QueryMap) return { entry: value.entries };
  if (Array.isArray(value)) return { member: value.map(xmlContent) };
  if (value instanceof Date) return value.toISOString();
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, xmlContent(member)]));
  return typeof value === 'string' || typeof value === 'boolean' ? value : Number(value);
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const body = await readPlainBody(request, LONGEST_FORM_BYTES);
  return body.length > 0 ? new URLSearchParams(body.toString('utf8')) : targetOf(request).query;
}

/** Names of parameters that make lists and maps: `Names.member.1`, `Attributes.entry.1.key`. */
const DEEPEST = 12;

/** The members that a form's dotted names make: lists of `member.1` or `1`, maps of `entry.1.key` and `entry.1.value`. */
function structureOf(form: URLSearchParams): JsonObject {
  const root = emptyObject();
  for (const [name, value] of form) {
    const path = name.split('.');
    if (path.length > DEEPEST) throw new AwsError('MalformedInput', `${name} is no parameter.`);
    const last = path.pop() ?? '';
    let at = root;
    for (const step of path) {
      const next = at[step];
      at = isJsonObject(next) ? next : (at[step] = emptyObject());
    }
    at[last] = value;
  }
  return folded(root) as JsonObject;
}

/** Without a prototype: names come from outside. */
const emptyObject = (): JsonObject => Object.create(null) as JsonObject;

function folded(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value);
  if (names.length === 1 && isJsonObject(value.member)) return folded(value.member);
  if (names.length === 1 && isJsonObject(value.entry))
    return Object.fromEntries(
      Object.values(value.entry).flatMap((entry) =>
        isJsonObject(entry) ? [[String(entry.key ?? entry.Name), folded(entry.value ?? entry.Value)]] : [],
      ),
    );
  if (names.length > 0 && names.every((name) => /^[1-9]\d{0,4}$/.test(name)))
    return names.sort((one, other) => Number(one) - Number(other)).map((name) => folded(value[name]));
  return Object.fromEntries(names.map((name) => [name, folded(value[name])]));
}
