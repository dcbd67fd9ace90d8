import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { isWrite } from '../../../local/boot/is-write.ts';

const SIGNED_FOR_S3 =
  'AWS4-HMAC-SHA256 Credential=local/20261129/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

const request = (method: string, url: string, headers: Record<string, string> = {}): IncomingMessage =>
  ({ method, url, headers }) as unknown as IncomingMessage;

const call = (target: string): IncomingMessage => request('POST', '/', { 'x-amz-target': target });

test.each<[string, IncomingMessage]>([
  ['an upload', request('PUT', '/inlet-local-inbox/a.ndjson', { authorization: SIGNED_FOR_S3 })],
  ['a started job', call('HealthLake.StartFHIRImportJob')],
  ['a message', call('AmazonSQS.SendMessage')],
  ['an event', call('AWSEvents.PutEvents')],
  ['a route that is paused', call('DynamoDB_20120810.UpdateItem')],
  ['a function that is called', request('POST', '/2015-03-31/functions/inlet-local-poll-jobs/invocations')],
  ['a moved clock', request('POST', '/_inlet/clock')],
  ['a resource', request('PUT', '/datastore/0123/r4/Patient/a')],
])('%s wakes the cloud', (_, made) => {
  expect(isWrite(made, false)).toBe(true);
});

test.each<[string, IncomingMessage]>([
  ['a file that is read', request('GET', '/inlet-local-inbox/a.ndjson', { authorization: SIGNED_FOR_S3 })],
  ['jobs that are listed', call('HealthLake.ListFHIRImportJobs')],
  ['a queue that is polled', call('AmazonSQS.ReceiveMessage')],
  ['rows that are read', call('DynamoDB_20120810.Query')],
  ['the state', request('GET', '/_inlet/state')],
  ['a search by POST', request('POST', '/datastore/0123/r4/Patient/_search')],
])('%s lets it rest', (_, made) => {
  expect(isWrite(made, false)).toBe(false);
});

test('rows that a function writes let it rest, other writes of a function do not', () => {
  expect(isWrite(call('DynamoDB_20120810.PutItem'), true)).toBe(false);
  expect(isWrite(call('AmazonSQS.SendMessage'), true)).toBe(true);
});
