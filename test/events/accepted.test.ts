import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from '@jest/globals';
import { acceptedSchemas, eventFileName } from '../../events/schemas.ts';
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

describe.each(acceptedSchemas)('$title, which others send', (schema) => {
  const isDetail = ajv.compile(schema);
  const example = exampleOf(schema.title);

  test('has an example that keeps the contract, of another source than Inlet', () => {
    expect([isDetail(example.detail), isDetail.errors]).toEqual([true, null]);
    expect(example.source).not.toBe('inlet');
  });

  test.each(schema.required)('is refused without %s, by the schema and by Inlet', (member) => {
    const { [member]: _left, ...detail } = example.detail;
    expect(isDetail(detail)).toBe(false);
    expect(readAction(JSON.stringify({ ...example, detail })).kind).toBe('unreadable');
  });

  test('says what each member means', () => {
    for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/\.$/);
  });
});

test('every action of HealthLake may be asked for by the contract', () => {
  const [requested] = acceptedSchemas;
  expect(requested?.properties.action?.enum).toEqual(Object.keys(OPERATIONS).sort());
});

test('what the schema takes, Inlet reads: the example is asked for as it stands', () => {
  const example = exampleOf('HealthLake Action Requested');
  expect(readAction(JSON.stringify(example))).toMatchObject({
    kind: 'asked',
    asked: { requestId: example.detail.requestId, source: example.source, input: example.detail.input },
  });
});
