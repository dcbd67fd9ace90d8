import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { eventFileName, eventSchemas } from '../../events/index.ts';
import { EventError, parseEvent, schemas } from '../../package/events.ts';
import { PROJECT } from '../../tools/build/project.ts';

const example = (detailType: string): Record<string, unknown> =>
  JSON.parse(
    readFileSync(join(PROJECT, 'events', `${eventFileName(detailType)}.example.json`), 'utf8'),
  ) as Record<string, unknown>;
const changed = example('Import Job Status Changed');
const withDetail = (change: object) => ({ ...changed, detail: { ...(changed.detail as object), ...change } });

test.each(eventSchemas.map(({ title }) => title))('takes "%s", as an object and as text', (title) => {
  const event = example(title);
  expect(parseEvent(event)).toBe(event);
  expect(parseEvent(JSON.stringify(event))).toEqual(event);
  expect(schemas[title]).toHaveProperty('title', title);
});

test('the kind of an event says what its detail is', () => {
  const event = parseEvent(changed);
  if (event?.['detail-type'] !== 'Import Job Status Changed') throw new Error('of another kind');
  const { status }: { status: string } = event.detail;
  expect(status).toBe('COMPLETED_WITH_ERRORS');
});

test.each([
  ['another source', { ...changed, source: 'aws.s3' }],
  ['a kind that came later', { ...changed, 'detail-type': 'Import Job Praised' }],
  ['an event that others send to Inlet', example('Export Requested')],
  ['nothing as JSON', 'null'],
  ['a text of JSON', '"text"'],
])('passes over %s', (_, event) => {
  expect(parseEvent(event)).toBeUndefined();
});

test('takes members and values that are added within the version', () => {
  expect(parseEvent(withDetail({ status: 'PRAISED', more: { of: 'it' } }))).toBeDefined();
});

test.each([
  ['a member that is missing', withDetail({ jobId: undefined }), '.detail must have jobId'],
  ['another version', withDetail({ schemaVersion: '2' }), '.detail.schemaVersion must be "1"'],
  ['a value of another type', withDetail({ sequence: '4' }), '.detail.sequence must be integer'],
  ['no envelope', { source: 'inlet', 'detail-type': 'Import Job Status Changed' }, 'must have id'],
])('refuses %s, and shows no value', (_, event, why) => {
  expect(() => parseEvent(event)).toThrow(EventError);
  expect(() => parseEvent(event)).toThrow(why);
});

test('refuses what is no JSON without quoting it', () => {
  expect(() => parseEvent('{"patient": Miller')).toThrow(/^an event is not what it says: it is no JSON$/);
});
