import type { RightRequest } from './request-forms.ts';
import { QUEUE, S3, json, plain, signed } from './request-forms.ts';
import { madeByCallers, ofTheAccount } from './service-requests.ts';

const BUCKET = 'inlet-local-inbox';
const PATIENT = { resourceType: 'Patient', id: 'fuzz', name: [{ family: 'Doe' }] };
const FHIR = { ...signed('healthlake'), 'content-type': 'application/fhir+json' };

/** Requests of every service that leave the cloud as it is, or nearly: none moves the clock, resets, or runs a function. */
export function rightRequests(datastoreId: string): RightRequest[] {
  const fhir = `/datastore/${datastoreId}/r4`;
  return [
    json('sqs', 'AmazonSQS.ListQueues', {}),
    json('sqs', 'AmazonSQS.GetQueueAttributes', { QueueUrl: QUEUE, AttributeNames: ['All'] }),
    json('sqs', 'AmazonSQS.GetQueueUrl', { QueueName: 'inlet-local-arrivals' }),
    json('sqs', 'AmazonSQS.DeleteMessage', { QueueUrl: QUEUE, ReceiptHandle: 'x' }),
    json(
      'events',
      'AWSEvents.PutEvents',
      {
        Entries: [{ Source: 'fuzz', DetailType: 'fuzz', Detail: '{"a":1}', Resources: ['r'], Time: 1 }],
      },
      { version: '1.1' },
    ),
    json('events', 'AWSEvents.ListRules', { EventBusName: 'default', Limit: 1 }, { version: '1.1' }),
    json('healthlake', 'HealthLake.ListFHIRDatastores', { Filter: { DatastoreName: 'x' }, MaxResults: 1 }),
    json('healthlake', 'HealthLake.DescribeFHIRDatastore', { DatastoreId: datastoreId }),
    json('healthlake', 'HealthLake.ListFHIRImportJobs', { DatastoreId: datastoreId, SubmittedAfter: 1.5 }),
    json('healthlake', 'HealthLake.ListTagsForResource', {
      ResourceARN: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${datastoreId}`,
    }),
    // What its library does not expect makes it fail, which is tried by a fault (test/local/dynamodb): bodies are cut only.
    json('dynamodb', 'DynamoDB_20120810.ListTables', { Limit: 1 }, { openBody: false }),
    json('dynamodb', 'DynamoDB_20120810.DescribeTable', { TableName: 'inlet-local' }, { openBody: false }),
    ...madeByCallers(),
    ...ofTheAccount(),
    plain('GET', '/2015-03-31/functions/', signed('lambda')),
    plain('GET', '/2015-03-31/functions/inlet-local-poll-jobs/configuration', signed('lambda')),
    plain(
      'POST',
      '/2015-03-31/functions/inlet-local-poll-jobs/invocations?Qualifier=x',
      {
        ...signed('lambda'),
        'x-amz-invocation-type': 'DryRun',
      },
      '{}',
    ),
    plain('GET', '/', S3),
    plain('GET', `/${BUCKET}?list-type=2&prefix=a&max-keys=2&encoding-type=url&start-after=a`, S3),
    plain('GET', `/${BUCKET}?versions&key-marker=a&max-keys=2`, S3),
    plain('GET', `/${BUCKET}?uploads&max-uploads=1`, S3),
    plain('GET', `/${BUCKET}/fuzz/a.ndjson?versionId=null`, { ...S3, range: 'bytes=0-1', 'if-match': '"x"' }),
    plain('HEAD', `/${BUCKET}/fuzz/a.ndjson`, S3),
    plain(
      'PUT',
      '/inlet-local-work/fuzz/a.ndjson',
      {
        ...S3,
        'content-md5': 'CY9rzUYh03PK3k6DJie09g==',
        'x-amz-meta-a': 'b',
        'x-amz-checksum-crc32': 'AAAAAA==',
        'x-amz-server-side-encryption': 'AES256',
      },
      'test',
    ),
    plain('PUT', '/inlet-local-work/fuzz/copy', { ...S3, 'x-amz-copy-source': `${BUCKET}/fuzz/a.ndjson` }),
    plain('POST', `/${BUCKET}?delete`, S3, '<Delete><Object><Key>fuzz</Key></Object></Delete>'),
    plain(
      'POST',
      `/${BUCKET}/fuzz/a?uploadId=x`,
      S3,
      '<CompleteMultipartUpload><Part/></CompleteMultipartUpload>',
    ),
    plain('GET', `${fhir}/Patient?_count=1&name=a&_sort=-_lastUpdated&_include=Patient:organization`, FHIR),
    plain('GET', `${fhir}/Patient/fuzz/_history/1`, FHIR),
    plain('PUT', `${fhir}/Patient/fuzz`, { ...FHIR, 'if-match': 'W/"1"' }, JSON.stringify(PATIENT)),
    plain(
      'POST',
      fhir,
      FHIR,
      JSON.stringify({
        resourceType: 'Bundle',
        type: 'batch',
        entry: [{ request: { method: 'GET', url: 'Patient/fuzz' } }],
      }),
    ),
    plain('GET', `${fhir}/metadata`, { authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA' }),
    plain('GET', `${fhir}/.well-known/smart-configuration`),
    plain('GET', '/_inlet/state'),
    plain('GET', '/_inlet/events?from=0', { 'last-event-id': '1' }),
    plain('POST', '/_inlet/clock', {}, '{"advanceSeconds": -1}'),
    plain('POST', '/_inlet/faults', {}, '{"healthLake": {"nothing": true}}'),
    plain('GET', '/_inlet/issuer/.well-known/openid-configuration'),
    plain('POST', '/_inlet/issuer/token', {}, '{"scope": "system/*.rs", "audience": "x"}'),
  ];
}
