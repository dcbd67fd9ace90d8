import type { IncomingMessage } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock, Service } from '../ground/index.ts';
import { isJsonObject } from '../ground/index.ts';
import type { StackResource } from '../cloudformation/index.ts';
import type { AwsJsonAction, RefuseSignature } from '../http/index.ts';
import {
  awsCborService,
  awsJsonService,
  awsQueryService,
  refuseAsCbor,
  refuseAsJson,
  refuseAsQuery,
} from '../http/index.ts';
import { metricActions } from './actions.ts';
import { alarmActions } from './alarms.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import type { Datum } from './metric.ts';
import { createMetricStore } from './metric-store.ts';

export interface CloudWatchOptions {
  database: DatabaseSync;
  clock: Pick<Clock, 'now'>;
  authorize: Authorize;
  /** The resources of the template, whose alarms are shown. */
  resources: readonly StackResource[];
  /** Takes the error where metrics cannot be written, which are lost then. */
  onTrouble: (error: unknown) => void;
}

export interface CloudWatch {
  /** Takes a line of a function's log: its embedded metrics, if it has any, can be asked for at once. */
  read: (line: string) => void;
  /** boto3 and the AWS CLI send CBOR, the SDK for JavaScript JSON, older ones the query protocol. */
  service: Service;
  reset: () => void;
  /** Writes what is not on the disk yet; no line is taken any more. */
  close: () => void;
}

const TARGET = 'GraniteServiceVersion20100801';

/** The metrics of the machine-local cloud. Those of one turn of the event loop are one commit. */
export function createCloudWatch(options: CloudWatchOptions): CloudWatch {
  const { database, clock, authorize, resources, onTrouble } = options;
  const store = createMetricStore(database);
  let waiting: Datum[] = [];
  let due: NodeJS.Immediate | undefined;
  let isOpen = true;

  const flush = (): void => {
    if (due) clearImmediate(due);
    due = undefined;
    const data = waiting;
    waiting = [];
    if (data.length === 0) return;
    try {
      store.add(data);
    } catch (error) {
      onTrouble(error);
    }
  };

  const actions: Record<string, AwsJsonAction> = {
    ...metricActions(store, authorize, () => clock.now()),
    ...alarmActions(resources, authorize, clock.now()),
  };
  const cbor = awsCborService({ target: TARGET, actions });
  const json = awsJsonService({ target: TARGET, version: '1.0', actions: withSeconds(actions) });
  const query = awsQueryService({
    signingName: 'monitoring',
    namespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    actions,
  });
  const service: Service = (request, response, context) => {
    flush();
    return { json, cbor, query }[protocolOf(request)](request, response, context);
  };

  return {
    read(line) {
      if (!isOpen) return;
      const data = embeddedMetrics(line);
      if (data.length === 0) return;
      waiting.push(...data);
      due ??= setImmediate(flush);
    },
    service: Object.assign(service, { actions: Object.keys(actions) }),
    reset() {
      flush();
      store.clear();
    },
    close() {
      flush();
      isOpen = false;
    },
  };
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
