import type { IncomingMessage } from 'node:http';
import type { Service } from '../ground/index.ts';
import { isJsonObject } from '../ground/index.ts';
import type { AwsJsonAction, QueryCodes, RefuseSignature } from '../http/index.ts';
import {
  awsCborService,
  awsJsonService,
  awsQueryService,
  refuseAsCbor,
  refuseAsJson,
  refuseAsQuery,
} from '../http/index.ts';

const TARGET = 'GraniteServiceVersion20100801';

/** Codes that the query protocol has otherwise. */
const QUERY_CODES: QueryCodes = {
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterValueException: 'InvalidParameterValue',
  ValidationException: 'ValidationError',
};

/** boto3 and the AWS CLI send CBOR, the SDK for JavaScript JSON, older ones the query protocol. */
export function inThreeProtocols(actions: Readonly<Record<string, AwsJsonAction>>): Service {
  const cbor = awsCborService({ target: TARGET, actions, queryCodes: QUERY_CODES });
  const json = awsJsonService({
    target: TARGET,
    version: '1.0',
    actions: withSeconds(actions),
    queryCodes: QUERY_CODES,
  });
  const query = awsQueryService({
    signingName: 'monitoring',
    namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    actions,
    queryCodes: QUERY_CODES,
  });
  return (request, response, context) =>
    ({ json, cbor, query })[protocolOf(request)](request, response, context);
}

/** Which of the three protocols a request speaks. */
function protocolOf({ headers }: IncomingMessage): 'json' | 'cbor' | 'query' {
  if (headers['x-amz-target'] !== undefined) return 'json';
  return headers['smithy-protocol'] === 'rpc-v2-cbor' ? 'cbor' : 'query';
}

const REFUSALS = { json: refuseAsJson, cbor: refuseAsCbor, query: refuseAsQuery };

/** Refuses what is not rightly signed in the protocol of its request. */
export const refuseAsCloudWatch: RefuseSignature = (response, ...refusal) =>
  REFUSALS[protocolOf(response.req)](response, ...refusal);

/** Actions whose times are seconds, as AWS JSON has them. */
const withSeconds = (actions: Readonly<Record<string, AwsJsonAction>>): Record<string, AwsJsonAction> =>
  Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [
      name,
      async (input, call) => inSeconds(await action(input, call)),
    ]),
  );

function inSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(inSeconds);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inSeconds(member)]));
}
