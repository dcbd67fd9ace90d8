import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { loadStageConfig } from '../../config/index.ts';
import { TYPED, configFolder } from '../../tools/build/index.ts';
import type { KnownExports } from '../../lib/exports/index.ts';
import { exportsOf } from '../../lib/exports/index.ts';
import type { Route } from '../../lib/routes/index.ts';
import { madeRoutes, madeStores, resolveDataStores, routesOf } from '../../lib/routes/index.ts';
import type { Ledger } from '../../lib/ledger/index.ts';
import type { EventSender, KeyMask } from '../../lib/publish/index.ts';
import { createEventSender, hmacKeyMask, hmacSecretOf, noKeyMask } from '../../lib/publish/index.ts';
import { awsFailure } from './aws-failure.ts';
import type { CallPlace } from './aws-failure.ts';
import { noLocalCloud, stageEndpoint } from './local-endpoint.ts';
import { stageClock } from './stage-clock.ts';
import { UsageError } from '../../errors/index.ts';
import { localClientSettings } from '../../local/boot/index.ts';

/** What a deployed stage uses, as the command line works with it: real SDK clients and the stage's own names. */
export interface StageResources extends CallPlace, KnownExports {
  ledger: Ledger;
  s3: S3Client;
  healthLake: HealthLakeClient;
  sendEvents: EventSender;
  /** Of `config/<stage>.json`, filled in with the stack's own data store, role and key. */
  routes: Route[];
  /** Routes whose data store is named and not looked up by start-imports yet, with the error's name. */
  unresolvedRoutes: ReadonlyMap<string, string>;
  maxOpenJobsPerDataStore: number;
  inboxBucket: string;
  workBucket: string;
  resultsBucket: string;
  busName: string;
  /** The stack's own data store, or the one that it took over. */
  datastoreId: string;
  /** Keys hashes of texts that may hold data. */
  hmacSecret: string;
  /** What the stage's events and logs call S3 keys: themselves, or keyed hashes (`hideKeys`). */
  maskKey: KeyMask;
  /** For clients of services that few commands call. */
  clientSettings: { endpoint?: string; region?: string };
  /** The clock that the stage's functions go by, epoch milliseconds. */
  now: () => number;
  close: () => void;
}

/**
 * Finds what a deployed stage uses by the environment of its function start-imports, so that what was taken over by
 * `existing...` parameters is found as well. On AWS with the usual chain of credentials; `AWS_ENDPOINT_URL` leads
 * elsewhere, and stage local without it to the local cloud that runs, with the local cloud's own credentials.
 *
 * @throws UsageError where the stage is not deployed, or credentials, a permission or the local cloud are missing
 * @throws ConfigError where `config/<stage>.json` is missing or wrong
 */
export async function stageResources(
  stage: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<StageResources> {
  const config = loadStageConfig(stage, configFolder(stage));
  const endpoint = await stageEndpoint(stage, environment);
  const settings = clientSettings(stage, endpoint, environment);
  const clients = {
    dynamoDb: new DynamoDBClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: endpoint !== undefined }),
    healthLake: new HealthLakeClient(settings),
    eventBridge: new EventBridgeClient(settings),
  };
  const close = (): void => {
    for (const client of Object.values(clients)) client.destroy();
  };
  try {
    const now = await stageClock(endpoint);
    const { region, variables } = await startImportsOf(stage, settings, endpoint);
    const ledger: Ledger = {
      client: DynamoDBDocumentClient.from(clients.dynamoDb, {
        marshallOptions: { removeUndefinedValues: true },
      }),
      tableName: variables.LEDGER_TABLE,
    };
    const { ids, unresolved } = await resolveDataStores(
      ledger,
      config.routes,
      variables.DATASTORE_ID,
      notPinned,
    );
    const made = await madeRoutes(ledger, config);
    const exported = await resolveDataStores(ledger, config.exports, variables.DATASTORE_ID, notPinned);
    const stack = { dataAccessRoleArn: variables.DATA_ACCESS_ROLE_ARN, kmsKeyId: variables.KMS_KEY_ARN };
    return {
      stage,
      region,
      endpoint,
      ledger,
      s3: clients.s3,
      healthLake: clients.healthLake,
      sendEvents: createEventSender(clients.eventBridge),
      routes: routesOf([...config.routes, ...made], stack, new Map([...ids, ...madeStores(made)])),
      exports: exportsOf(config.exports, { ...stack, resultsBucket: variables.RESULTS_BUCKET }, exported.ids),
      unresolvedExports: exported.unresolved,
      unresolvedRoutes: unresolved,
      maxOpenJobsPerDataStore: config.maxOpenJobsPerDataStore,
      inboxBucket: variables.INBOX_BUCKET,
      workBucket: variables.WORK_BUCKET,
      resultsBucket: variables.RESULTS_BUCKET,
      busName: variables.BUS_NAME,
      datastoreId: variables.DATASTORE_ID,
      hmacSecret: hmacSecretOf(variables.KMS_KEY_ARN),
      maskKey: config.hideKeys ? hmacKeyMask(hmacSecretOf(variables.KMS_KEY_ARN)) : noKeyMask,
      clientSettings: settings,
      now,
      close,
    };
  } catch (error) {
    close();
    throw awsFailure(error, { stage, region: settings.region, endpoint });
  }
}

/** Names of data stores are looked up by start-imports, once; here only what it pinned counts. */
const notPinned = (name: string): Promise<string> =>
  Promise.reject(
    Object.assign(new Error(`the data store "${name}" is not pinned yet`), { name: 'NotPinnedYet' }),
  );

/** The JavaScript SDK reads no AWS_DEFAULT_REGION, which the AWS CLI does; what is empty is not set. */
export function clientSettings(
  stage: string,
  endpoint: string | undefined,
  environment: Readonly<NodeJS.ProcessEnv>,
): { endpoint?: string; region?: string } {
  if (stage === 'local' && endpoint !== undefined) return localClientSettings(endpoint);
  const region = [environment.AWS_REGION, environment.AWS_DEFAULT_REGION].find(Boolean);
  return { ...(endpoint !== undefined && { endpoint }), ...(region !== undefined && { region }) };
}

const VARIABLES = [
  'LEDGER_TABLE',
  'INBOX_BUCKET',
  'WORK_BUCKET',
  'RESULTS_BUCKET',
  'BUS_NAME',
  'DATASTORE_ID',
  'DATA_ACCESS_ROLE_ARN',
  'KMS_KEY_ARN',
] as const;

async function startImportsOf(
  stage: string,
  settings: ReturnType<typeof clientSettings>,
  endpoint: string | undefined,
): Promise<{ region: string | undefined; variables: Record<(typeof VARIABLES)[number], string> }> {
  const functionName = `inlet-${stage}-start-imports`;
  const lambda = new LambdaClient(settings);
  const place: CallPlace = { stage, region: settings.region, endpoint };
  try {
    place.region = await lambda.config.region();
    const { Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: functionName }),
    );
    const found = Environment?.Variables ?? {};
    const missing = VARIABLES.filter((name) => !found[name]);
    if (missing.length > 0 && stage === 'local' && endpoint !== undefined)
      throw noLocalCloud(endpoint, `its ${functionName} has no ${missing.join(', ')}`);
    if (missing.length > 0) {
      throw new UsageError(
        `${functionName} was deployed by another version of Inlet (its environment has no ${missing.join(', ')}): \`${TYPED.deploy} --stage ${stage}\``,
        { actual: Object.keys(found), expected: VARIABLES },
      );
    }
    return { region: place.region, variables: found };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) throw notDeployed(place, functionName, error);
    throw awsFailure(error, place);
  } finally {
    lambda.destroy();
  }
}

const notDeployed = ({ stage, region, endpoint }: CallPlace, functionName: string, cause: Error) =>
  stage === 'local' && endpoint !== undefined
    ? noLocalCloud(endpoint, `there is no function ${functionName}`, cause)
    : new UsageError(
        `stage "${stage}" is not deployed at ${endpoint ?? `Region ${region ?? ''}`} (there is no function ${functionName}): \`${TYPED.deploy} --stage ${stage}\`, or set AWS_REGION to where it is`,
        { cause },
      );
