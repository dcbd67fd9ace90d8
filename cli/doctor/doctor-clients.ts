import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { StageResources } from '../stage/index.ts';

/** Clients of the services that a check reads. */
export const doctorClients = ({ clientSettings }: Pick<StageResources, 'clientSettings'>) => ({
  alarms: new CloudWatchClient(clientSettings),
  logs: new CloudWatchLogsClient(clientSettings),
  tables: new DynamoDBClient(clientSettings),
  rules: new EventBridgeClient(clientSettings),
  roles: new IAMClient(clientSettings),
  keys: new KMSClient(clientSettings),
  functions: new LambdaClient(clientSettings),
  schedules: new SchedulerClient(clientSettings),
  topics: new SNSClient(clientSettings),
  queues: new SQSClient(clientSettings),
});

export type DoctorClients = ReturnType<typeof doctorClients>;
