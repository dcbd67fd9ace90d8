import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createCloudState } from './cloud-state.ts';
import { declareStack } from './declare-stack.ts';
import { diskUse } from './disk-use.ts';
import type { StateFolder } from './state-folder.ts';
import { takeStateFolder } from './state-folder.ts';
import { openSavedClock } from './saved-clock.ts';
import type { Service } from '../ground/index.ts';
import {
  OWNER_ACCESS_KEY,
  SECRET_ACCESS_KEY,
  accessKeyOf,
  createListeners,
  openDatabase,
} from '../ground/index.ts';
import { LOCAL_ISSUER_PATH } from '../../lib/identity/index.ts';
import { createControlService } from './control/control-service.ts';
import { allFaults } from './control/faults.ts';
import { createDynamoDb } from '../dynamodb/index.ts';
import { createEventBridge } from '../eventbridge/index.ts';
import { createFhirEndpoint, refuseAsOutcome, signedOrBearer } from '../fhir-server/index.ts';
import type { HealthLakeSettings } from '../healthlake/index.ts';
import { createHealthLake } from '../healthlake/index.ts';
import { createFrontDoor, listen, requireSignature } from '../http/index.ts';
import { createIssuerService, openSigningKey } from '../token-issuer/index.ts';
import { createS3, refuseAsS3 } from '../s3/index.ts';
import { operationName } from './operation-name.ts';
import { createLambda } from '../lambda/index.ts';
import type { FunctionLog, LocalCloud } from './cloud-api.ts';
import { createQueues } from '../sqs/index.ts';
import type { Authorizer } from '../cloudformation/index.ts';
import { createAuthorizer, readStack } from '../cloudformation/index.ts';

export interface CloudOptions {
  /** Where `inlet package --stage local` left the template and the zips. */
  packageFolder: string;
  /** Where everything is kept between runs; without it, in a temporary folder that is removed at the end. */
  stateFolder?: string;
  /** 0 picks a free one. */
  port: number;
  /** The address to listen on; loopback unless said. */
  host?: string;
  /** How long a schedule's minute lasts, milliseconds; a second unless said. */
  minuteMs?: number;
  healthLake?: Partial<HealthLakeSettings>;
  /** Refuses requests that are not rightly signed with a key of the local cloud (caller.ts), or at another time. */
  strictAuth?: boolean;
  /** NDJSON lines that a data store created with PreloadDataConfig SYNTHEA is filled with; without it that is a 501. */
  samplePopulation?: () => Iterable<string>;
}

/** What tests look at beside what people see. */
export interface TestedCloud extends LocalCloud {
  grants: Pick<Authorizer, 'used' | 'unused'>;
  /** Changes how HealthLake behaves from now on. */
  healthLakeSettings: (settings: Partial<HealthLakeSettings>) => void;
}

const LOOPBACK = '127.0.0.1';

/**
 * Starts the machine-local cloud: reads the packaged template and runs what it declares behind one port.
 * Everything that an earlier run with the same state folder left undone goes on.
 *
 * @throws Error where the state folder or the port is taken, or the template declares what the local cloud does not have
 */
export async function startLocalCloud(options: CloudOptions): Promise<TestedCloud> {
  const host = options.host ?? LOOPBACK;
  const state = takeStateFolder(options.stateFolder);
  const door = createFrontDoor(host === LOOPBACK ? [] : [host]);
  try {
    await listen(door.server, host, options.port);
    return await assemble({ ...options, stateFolder: state, host, door });
  } catch (error) {
    door.server.close();
    state.release();
    throw error;
  }
}

interface Assembly extends Omit<CloudOptions, 'stateFolder'> {
  stateFolder: StateFolder;
  host: string;
  door: ReturnType<typeof createFrontDoor>;
}

async function assemble({ stateFolder, host, door, ...options }: Assembly): Promise<TestedCloud> {
  const { folder } = stateFolder;
  const url = `http://${host}:${(door.server.address() as AddressInfo).port}`;
  const stack = readStack({ packageFolder: options.packageFolder, endpoint: url, dataStoreId });
  const authorizer = createAuthorizer(stack.roles, stack.keys);
  const { authorize, mayAssume } = authorizer;

  const database = openDatabase(folder, 'cloud.sqlite');
  const clock = openSavedClock(database);
  const logs = createListeners<[FunctionLog]>();
  const troubles = createListeners<[string]>();

  const fault = (error: unknown): void => {
    troubles.emit(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };

  const queues = createQueues({
    database,
    clock,
    authorize,
    serviceMayUseKey: authorizer.serviceMayUseKey,
  });
  const lambda = createLambda({
    database,
    clock,
    authorize,
    mayAssume,
    endpoint: () => url,
    codeFolder: join(folder, 'code'),
    queues,
    onLog: logs.emit,
    onInvoked: ({ functionName, error }) => {
      if (error) troubles.emit(`${functionName} failed: ${error.errorType}: ${error.errorMessage}`);
    },
  });
  const eventBridge = createEventBridge({
    database,
    clock,
    authorize,
    minuteMs: options.minuteMs ?? 1000,
    invokeFunction: lambda.invokeAsync,
    sendToQueue: (queueArn, body, by, attributes) => queues.send(queueArn, body, by, attributes),
    onFailedDelivery: ({ rule, target, errorCode, errorMessage }) => {
      troubles.emit(`${rule} could not reach ${target}: ${errorCode}: ${errorMessage}`);
    },
  });
  const s3 = createS3({
    database,
    folder: join(folder, 'objects'),
    clock,
    authorize,
    onInternalError: fault,
    onObjectCreated: (detail) => {
      const { name } = detail.bucket;
      eventBridge.put({
        source: 'aws.s3',
        detailType: 'Object Created',
        detail,
        resources: [`arn:aws:s3:::${name}`],
      });
    },
  });
  const healthLake = createHealthLake({
    database,
    stateFolder: folder,
    clock,
    authorize,
    mayAssumeRole: mayAssume,
    s3,
    emit: (event) => eventBridge.put(event),
    endpoint: () => url,
    functionExists: (arn) =>
      stack.functions.some((declared) => arn === declared.arn || arn.startsWith(`${declared.arn}:`)),
    onTrouble: fault,
    ...(options.samplePopulation && { samplePopulation: options.samplePopulation }),
    ...(options.healthLake && { settings: options.healthLake }),
  });
  const fhirEndpoint = createFhirEndpoint({
    healthLake,
    clock,
    authorize,
    mayAssumeRole: mayAssume,
    invokeFunction: lambda.invoke,
    onTrouble: fault,
  });
  const dynamoDb = createDynamoDb({ folder: join(folder, 'tables'), authorize, now: () => clock.now() });
  const services = { s3, queues, eventBridge, lambda, dynamoDb, healthLake };
  await declareStack(stack, services);

  const { state, isIdle } = createCloudState(stack, services);
  const cloud: TestedCloud = {
    url,
    names: {
      inboxBucket: bucketNamed(stack.buckets, 'inbox'),
      resultsBucket: bucketNamed(stack.buckets, 'results'),
      busName: stack.buses[0]?.name ?? 'default',
    },
    grants: authorizer,
    healthLakeSettings: (settings) => {
      healthLake.configure(settings);
    },
    state,
    diskUse: () => diskUse(folder),
    isIdle,
    progress: () => healthLake.progress(),
    onEvent: (listener, from) =>
      eventBridge.subscribe(from === undefined ? Infinity : from + 1, (sequence, event) => {
        listener(event, sequence);
      }),
    onLog: logs.add,
    onTrouble: troubles.add,
    async advanceClock(seconds) {
      await clock.advance(seconds);
    },
    async reset() {
      await lambda.reset();
      await healthLake.reset();
      await dynamoDb.reset();
      s3.reset();
      queues.reset();
      eventBridge.reset();
    },
    async close() {
      clock.stop();
      await healthLake.close();
      await lambda.close();
      await closed(door.server);
      await dynamoDb.close();
      database.close();
      stateFolder.release();
    },
  };

  const roles = new Map(
    stack.roles.map(({ arn }) => [accessKeyOf(arn), { kind: 'role' as const, roleArn: arn }]),
  );
  const isKnown = (accessKeyId: string): boolean =>
    accessKeyId === OWNER_ACCESS_KEY || roles.has(accessKeyId);
  const signed =
    options.strictAuth === true
      ? requireSignature((accessKeyId) => (isKnown(accessKeyId) ? SECRET_ACCESS_KEY : undefined))
      : (service: Service): Service => service;
  const dynamoDbService = signed(dynamoDb.service, 'dynamodb');
  const healthLakeService = signed(healthLake.service, 'healthlake');
  const eventsService = signed(eventBridge.service, 'events');
  const sqsService = signed(queues.service, 'sqs');
  door.open({
    callerOf: (accessKeyId) => roles.get(accessKeyId),
    crashOf: (sessionToken, request) => lambda.crashOf(sessionToken, operationName(request)),
    onFault: fault,
    targets: {
      DynamoDB_20120810: dynamoDbService,
      dynamodb: dynamoDbService,
      HealthLake: healthLakeService,
      healthlake: healthLakeService,
      AWSEvents: eventsService,
      events: eventsService,
      AmazonSQS: sqsService,
      sqs: sqsService,
    },
    paths: {
      [`${LOCAL_ISSUER_PATH}/`]: createIssuerService(url, () => openSigningKey(folder), clock),
      '/_inlet/': createControlService({
        ...cloud,
        clock,
        faults: allFaults({
          dynamoDb: dynamoDb.faults,
          events: eventBridge.faults,
          functions: lambda.faults,
          healthLake: healthLake.faults,
        }),
      }),
      '/2015-03-31/functions': signed(lambda.service, 'lambda'),
      '/datastore/': signedOrBearer(fhirEndpoint, signed(fhirEndpoint, 'healthlake', refuseAsOutcome)),
    },
    s3: signed(s3.service, 's3', refuseAsS3),
  });
  healthLake.start();
  lambda.start();
  eventBridge.start();
  return cloud;
}

/** The same data store has the same id in every run: what its folder of results is named for. */
const dataStoreId = (logicalId: string): string =>
  createHash('sha256').update(`inlet local ${logicalId}`).digest('hex').slice(0, 32);

const bucketNamed = (buckets: readonly { name: string }[], part: string): string =>
  buckets.find(({ name }) => name.endsWith(`-${part}`))?.name ?? '';

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
