import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from '@jest/globals';
import { acceptedEventSchemas, eventFileName } from '../../events/schemas.ts';
import { readAction } from '../../lib/actions/any-action/asked-action.ts';
import { OPERATIONS } from '../../lib/healthlake/model.ts';

const ajv = new Ajv2020({ allErrors: true, strict: true });

interface Example {
  source: string;
  detail: Record<string, unknown>;
}
const exampleOf = (title: string): Example =>
  JSON.parse(
    readFileSync(new URL(`../../events/${eventFileName(title)}.example.json`, import.meta.url), 'utf8'),
  ) as Example;

describe.each(acceptedEventSchemas)('$title, which others send', (schema) => {
  const isDetail = ajv.compile(schema);
  const example = exampleOf(schema.title);

  test('has an example that keeps the contract, of another source than Inlet', () => {
    expect([isDetail(example.detail), isDetail.errors]).toEqual([true, null]);
    expect(example.source).not.toBe('inlet');
  });

  test.each(schema.required)('is refused without %s', (member) => {
    const { [member]: _left, ...detail } = example.detail;
    expect(isDetail(detail)).toBe(false);
  });

  test('says what each member means', () => {
    for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/\.$/);
  });
});

describe('HealthLake Action Requested', () => {
  const example = exampleOf('HealthLake Action Requested');
  const schema = acceptedEventSchemas.find(({ title }) => title === 'HealthLake Action Requested');

  test('has every action of HealthLake', () => {
    expect(schema?.properties.action?.enum).toEqual(Object.keys(OPERATIONS).sort());
  });

  test('is read by run-action as its example stands', () => {
    expect(readAction(JSON.stringify(example))).toMatchObject({
      kind: 'asked',
      asked: { requestId: example.detail.requestId, source: example.source, input: example.detail.input },
    });
  });

  test.each(schema?.required ?? [])('is not read by run-action without %s', (member) => {
    const { [member]: _left, ...detail } = example.detail;
    expect(readAction(JSON.stringify({ ...example, detail })).kind).toBe('unreadable');
  });
});
