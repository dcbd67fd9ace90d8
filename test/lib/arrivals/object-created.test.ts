import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readObjectsCreated } from '../../../lib/arrivals/object-created.ts';

const KEY = 'a+b c%20ü/x&y=1.ndjson';
const created = (key: string) => ({
  bucket: 'inbox',
  key,
  versionId: 'v1',
  size: 10,
  etag: 'e',
  sequencer: '0A',
});

const eventBridge = (key: string) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: {
    bucket: { name: 'inbox' },
    object: { key, size: 10, etag: 'e', sequencer: '0A', 'version-id': 'v1' },
  },
});

/** As S3 encodes keys in its notifications: like an HTML form. */
const formEncoded = (key: string): string => new URLSearchParams({ key }).toString().slice('key='.length);

const record = (key: string, eventName = 'ObjectCreated:CompleteMultipartUpload') => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName,
  s3: {
    bucket: { name: 'inbox', arn: 'arn:aws:s3:::inbox' },
    object: { key: formEncoded(key), size: 10, eTag: 'e', sequencer: '0A', versionId: 'v1' },
  },
});
const notification = (...keys: string[]) => ({ Records: keys.map((key) => record(key)) });
const inSns = (event: object) => ({ Type: 'Notification', TopicArn: 't', Message: JSON.stringify(event) });
const inSqs = (...events: object[]) => ({
  Records: events.map((event) => ({
    messageId: 'm',
    eventSource: 'aws:sqs',
    body: JSON.stringify(event),
  })),
});

describe('a message about created objects', () => {
  test.each([
    ['in EventBridge form, whose keys are as they are', eventBridge(KEY)],
    ['in the form of S3’s notifications, whose keys are encoded', notification(KEY)],
    ['of S3 through SNS', inSns(notification(KEY))],
    ['of S3 through SNS and SQS', inSqs(inSns(notification(KEY)))],
    ['of EventBridge through SQS', inSqs(eventBridge(KEY))],
    ['of a single record of SQS', inSqs(eventBridge(KEY)).Records[0] ?? {}],
  ])('%s, is understood', (_, message) => {
    expect(readObjectsCreated(JSON.stringify(message))).toEqual([created(KEY)]);
  });

  test.each([
    ['of EventBridge’s envelope', { id: 'e-1', ...eventBridge(KEY) }],
    [
      'of the request that S3’s notification is about',
      { Records: [{ ...record(KEY), responseElements: { 'x-amz-request-id': 'e-1' } }] },
    ],
  ])('tells the id %s', (_, message) => {
    expect(readObjectsCreated(JSON.stringify(message))).toEqual([{ ...created(KEY), eventId: 'e-1' }]);
  });

  test.each([{ id: 7 }, { id: '' }, { id: null }])('%j is no id, and no reason to refuse the event', (id) => {
    expect(readObjectsCreated(JSON.stringify({ ...eventBridge(KEY), ...id }))).toEqual([created(KEY)]);
  });

  test('of several records tells of each', () => {
    const message = inSqs(notification('a', 'b'), inSns(notification('c')));
    expect(readObjectsCreated(JSON.stringify(message)).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });

  test('that was S3’s test, or tells of something else than a creation, holds none', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'inbox' };
    expect(readObjectsCreated(JSON.stringify(test))).toEqual([]);
    expect(readObjectsCreated(JSON.stringify({ Records: [record('a', 'ObjectRemoved:Delete')] }))).toEqual(
      [],
    );
  });

  test('gives any key back as it was, in either form', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (key) => {
        for (const message of [eventBridge(key), notification(key), inSns(notification(key))]) {
          expect(readObjectsCreated(JSON.stringify(message))).toEqual([created(key)]);
        }
      }),
    );
  });

  test.each([
    ['no JSON', '{"secret": 1'],
    ['no object', '"secret"'],
    [
      'an event of another kind',
      JSON.stringify({ ...eventBridge('secret'), 'detail-type': 'Object Deleted' }),
    ],
    [
      'an event without a key',
      JSON.stringify({ ...eventBridge(''), detail: { bucket: { name: 'secret' } } }),
    ],
    ['a record of another service', JSON.stringify({ Records: [{ eventSource: 'aws:secret' }] })],
    ['envelopes without end', JSON.stringify(Array.from({ length: 9 }).reduce<object>(inSns, {}))],
    [
      'a key that is not encoded',
      JSON.stringify({
        Records: [{ ...record('x'), s3: { bucket: { name: 'b' }, object: { key: '%secret' } } }],
      }),
    ],
  ])('that is %s is refused, and the error quotes nothing of it', (_, body) => {
    expect(() => readObjectsCreated(body)).toThrow(/^(?!.*secret)/);
  });
});
