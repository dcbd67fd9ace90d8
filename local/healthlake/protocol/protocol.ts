import type { IncomingMessage } from 'node:http';
import type { OperationName } from '../../../lib/healthlake/index.ts';
import {
  OPERATIONS,
  isOperation,
  validateRequest,
  validationMessage,
} from '../../../lib/healthlake/index.ts';
import type { Caller, Service } from '../../ground/index.ts';
import { AwsError, BUSY, isBusy, tellable } from '../../ground/index.ts';
import { readBody, targetOf } from '../../http/index.ts';
import { decode, encode } from './codec.ts';
import { statusOf } from '../common-errors.ts';
import { internal, serialization, validation } from '../errors.ts';
import type { HealthLakeSettings } from '../healthlake-settings.ts';
import { CONTENT_TYPE, sendProtocolAnswer } from './send-answer.ts';

const TARGET_PREFIX = 'HealthLake.';
const API_VERSION = '2017-07-01';
const LARGEST_BODY_BYTES = 1024 * 1024;

/** Answers one checked request of an operation; throws AwsErrors. */
export type Perform = (operation: OperationName, request: never, caller: Caller) => object | Promise<object>;

/**
 * AWS JSON 1.0 (Smithy, "AWS JSON 1.0 protocol"): the operation is in X-Amz-Target, errors are `__type` and
 * `Message`. Checks come in the order target, credentials, content type, size, JSON, types, constraints.
 */
export const jsonService =
  (perform: Perform, settings: () => HealthLakeSettings, onTrouble: (error: unknown) => void): Service =>
  async (request, response, { caller, requestId }) => {
    const send = (status: number, body: object): void => {
      sendProtocolAnswer(response, requestId, status, body);
    };
    try {
      const operation = operationOf(request);
      checkAuthorization(request);
      checkContentType(request);
      const body = (await readBody(request, LARGEST_BODY_BYTES)).toString('utf8');
      send(200, await answer(operation, body, caller, perform));
    } catch (error) {
      // A client that goes away in the middle of its request is no fault, and nobody is there to be told.
      if (error === request.errored) return;
      if (!(error instanceof AwsError) && !isBusy(error)) onTrouble(error);
      // Of the model's errors this is the one that says: not for what was asked, and once more may do.
      const known = isBusy(error) ? internal(BUSY) : (tellable(error) ?? internal());
      send(statusOf(known, settings().errorStatuses), { __type: known.code, Message: known.message });
    }
  };

async function answer(
  operation: OperationName,
  body: string,
  caller: Caller,
  perform: Perform,
): Promise<object> {
  const { input, output } = OPERATIONS[operation];
  const parsed = parse(body);
  const violations = validateRequest(operation, parsed);
  const wrongType = violations.find(({ kind }) => kind === 'type');
  if (wrongType) throw serialization(wrongType.message);
  if (violations.length > 0) throw validation(validationMessage(violations));
  const response = await perform(operation, decode(input, parsed) as never, caller);
  return encode(output, response) as object;
}

/**
 * The operation in X-Amz-Target; without it that of the parameters Action and Version in the query, which the API
 * reference lists beside those of a signature ("Common Parameters").
 */
function operationOf(request: IncomingMessage): OperationName {
  const { query } = targetOf(request);
  const target = request.headers['x-amz-target'] ?? actionOf(query);
  const name =
    typeof target === 'string' && target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
  if (request.method === 'POST' && isOperation(name)) return name;
  throw new AwsError('UnknownOperationException', 'The action or operation requested is invalid', 404);
}

function actionOf(query: URLSearchParams): string | undefined {
  const action = query.get('Action');
  return action === null || (query.get('Version') ?? API_VERSION) !== API_VERSION
    ? undefined
    : `${TARGET_PREFIX}${action}`;
}

/** A SigV4 header as SDKs send it; whether the signature is right is not this service's business. */
const SIGV4 =
  /^AWS4-HMAC-SHA256 +Credential=[^/\s,]+\/\d{8}\/[^/\s,]+\/[^/\s,]+\/aws4_request, *SignedHeaders=[^\s,]+, *Signature=[0-9a-f]+$/u;

/** What a signature in the query has (API Reference, "Common Parameters"). */
const SIGNED_QUERY = ['Algorithm', 'Credential', 'Date', 'Signature', 'SignedHeaders'].map(
  (name) => `X-Amz-${name}`,
);

function checkAuthorization(request: IncomingMessage): void {
  const { authorization } = request.headers;
  const { query } = targetOf(request);
  if (authorization === undefined && query.has('X-Amz-Algorithm')) {
    const missing = SIGNED_QUERY.filter((name) => !query.get(name));
    if (missing.length > 0) throw incomplete(`The query requires the parameters ${missing.join(', ')}`);
  } else if (authorization === undefined)
    throw new AwsError('MissingAuthenticationToken', 'Missing Authentication Token', 403);
  else if (!SIGV4.test(authorization))
    throw incomplete('Authorization header requires the parameters Credential, SignedHeaders and Signature');
}

const incomplete = (message: string): AwsError => new AwsError('IncompleteSignature', message);

function checkContentType({ headers }: IncomingMessage): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== CONTENT_TYPE) throw new AwsError('UnknownOperationException', 'Unsupported content type', 404);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw serialization('The request body is not valid JSON');
  }
}
