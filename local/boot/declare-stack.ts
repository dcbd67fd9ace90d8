import type { DynamoDb, TableDeclaration } from '../dynamodb/index.ts';
import type { EventBridge } from '../eventbridge/index.ts';
import type { HealthLake } from '../healthlake/index.ts';
import type { Lambda } from '../lambda/index.ts';
import type { S3 } from '../s3/index.ts';
import type { Queues } from '../sqs/index.ts';
import type { Stack } from '../cloudformation/index.ts';

/** The services that a stack's resources are made in. */
export interface Services {
  s3: S3;
  queues: Queues;
  eventBridge: EventBridge;
  lambda: Lambda;
  dynamoDb: DynamoDb;
  healthLake: HealthLake;
}

/**
 * Makes every resource of the packaged template in its service, as a deployment would.
 * @throws Error where the template has what no service here runs
 */
export async function declareStack(stack: Stack, services: Services): Promise<void> {
  const [schedule] = stack.schedules;
  if (schedule) {
    throw new Error(
      `${schedule.logicalId}: the local cloud has no EventBridge Scheduler; use a rule with a rate or cron expression`,
    );
  }
  const { s3, queues, eventBridge, lambda, dynamoDb, healthLake } = services;
  for (const bucket of stack.buckets) s3.declareBucket(bucket);
  for (const queue of stack.queues) queues.declare(queue);
  for (const { createTable } of stack.tables)
    await dynamoDb.declareTable(createTable as unknown as TableDeclaration);
  for (const dataStore of stack.dataStores) {
    healthLake.declareDatastore({
      name: textOf(dataStore.request.DatastoreName, dataStore.logicalId),
      datastoreId: dataStore.id,
      properties: dataStore.request,
    });
  }
  for (const lambdaFunction of stack.functions) lambda.declareFunction(lambdaFunction);
  for (const permission of stack.permissions) lambda.declarePermission(permission);
  for (const config of stack.asyncConfigs) lambda.declareAsyncConfig(config);
  for (const mapping of stack.eventSourceMappings) lambda.declareMapping(mapping);
  for (const bus of stack.buses) eventBridge.declareBus(bus);
  for (const rule of stack.rules) eventBridge.declareRule(rule);
}

const textOf = (value: unknown, standard: string): string => (typeof value === 'string' ? value : standard);
