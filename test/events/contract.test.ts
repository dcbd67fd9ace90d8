import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { eventDocs, eventDocsPath } from '../../tools/generate/event-docs.ts';
import { publishedSchemas } from '../../tools/generate/event-schemas.ts';
import { eventTypes, eventTypesPath } from '../../tools/generate/event-types.ts';
import { adviceOnStartFailure, rejectionAdvice } from '../../events/advice.ts';
import { acceptedEventSchemas, eventFileName, eventSchemas } from '../../events/schemas.ts';
import { closedForm } from '../../events/forms/closed-form.ts';
import { contractViolations } from '../support/contract-violations.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

interface Example {
  'detail-type': string;
  detail: Record<string, unknown>;
}
const exampleOf = (title: string): Example =>
  JSON.parse(read(`events/${eventFileName(title)}.example.json`)) as Example;

describe('the contract', () => {
  test('every schema in the folder is one of the events, and has an example', () => {
    const files = readdirSync(new URL('events/', root));
    const named = (extension: string): string[] =>
      files.flatMap((file) => (file.endsWith(extension) ? [file.slice(0, -extension.length)] : []));
    const events = [...eventSchemas, ...acceptedEventSchemas].map(({ title }) => eventFileName(title)).sort();
    expect(named('.schema.json').filter((name) => name !== 'envelope')).toEqual(events);
    expect(named('.example.json')).toEqual(events);
  });

  test('every schema, the configuration’s too, is a schema of JSON Schema 2020-12', () => {
    const ajv = new Ajv2020({ allErrors: true });
    const files = readdirSync(new URL('events/', root)).filter((file) => file.endsWith('.schema.json'));
    for (const file of ['config/schema.json', ...files.map((name) => `events/${name}`)]) {
      void ajv.validateSchema(JSON.parse(read(file)) as object);
      expect([file, ajv.errors]).toEqual([file, null]);
    }
    expect(ajv.validateSchema({ type: 'no type' })).toBe(false);
  });

  test('the schemas are in the open form in which they are published', async () => {
    for (const [path, text] of await publishedSchemas(root)) expect([path, read(path)]).toEqual([path, text]);
  });

  test('the generated types are up to date', async () => {
    expect(await eventTypes()).toBe(read(eventTypesPath));
  });

  test('the page about the events is up to date', async () => {
    expect(await eventDocs(root)).toBe(read(eventDocsPath));
  });

  test.each(eventSchemas)('$title is sent with each of its members, and says what it means', (schema) => {
    expect(closedForm(schema).required).toEqual(Object.keys(schema.properties));
    for (const { description } of Object.values(schema.properties)) expect(description).toMatch(/\.$/);
  });

  test('every reason of a rejection has one sentence of advice', () => {
    for (const advice of Object.values(rejectionAdvice)) expect(advice).toMatch(/^[A-Z].*\.$/);
  });

  test('a refused access is explained with what may be missing', () => {
    expect(adviceOnStartFailure('AccessDeniedException')).toMatch(/role.*keys.*pass/);
  });

  test('every error name gets advice, known or not', () => {
    fc.assert(fc.property(fc.string(), (name) => /^[A-Z].*\.$/.test(adviceOnStartFailure(name))));
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(adviceOnStartFailure(name)).toContain('start-imports');
  });
});

describe.each(eventSchemas)('$title', ({ title, required }) => {
  test('has an example that keeps the contract', () => {
    expect(contractViolations(exampleOf(title))).toEqual([]);
    expect(exampleOf(title)['detail-type']).toBe(title);
  });

  test.each(required)('is refused without %s', (member) => {
    const example = exampleOf(title);
    const detail = Object.fromEntries(Object.entries(example.detail).filter(([name]) => name !== member));
    expect(contractViolations({ ...example, detail })).toEqual([
      `/detail/: must have required property '${member}'`,
    ]);
  });

  test('is refused with a member that the contract does not have', () => {
    const example = exampleOf(title);
    const detail = { ...example.detail, surplus: 1 };
    expect(contractViolations({ ...example, detail })).toEqual([
      '/detail/: must NOT have additional properties (surplus)',
    ]);
  });
});

describe.each(acceptedEventSchemas)('$title, which others put on the bus,', (schema) => {
  const ajv = new Ajv2020({ allErrors: true });

  test('has an example that keeps its schema, from another source than Inlet', () => {
    const { detail, ...envelope } = exampleOf(schema.title);
    expect(ajv.validate(schema, detail)).toBe(true);
    expect(envelope).toMatchObject({
      'detail-type': schema.title,
      source: expect.not.stringMatching(/^inlet$/),
    });
  });

  test.each(schema.required)('is refused without %s', (member) => {
    const { [member]: _left, ...detail } = exampleOf(schema.title).detail;
    expect(ajv.validate(schema, detail)).toBe(false);
  });
});

describe('what is no event of Inlet', () => {
  test('is refused: another source, another detail-type, no envelope at all', () => {
    const example = exampleOf('Import Job Status Changed');
    expect(contractViolations({ ...example, source: 'aws.healthlake' })).toHaveLength(1);
    expect(contractViolations({ ...example, 'detail-type': 'Import Job Completed' })).toHaveLength(1);
    expect(contractViolations(null)).toHaveLength(1);
  });

  test('a violation names the member and the rule, not the value', () => {
    const example = exampleOf('Import Job Status Changed');
    const detail = { ...example.detail, submitTime: 'Jane Doe', sequence: -17 };
    const violations = contractViolations({ ...example, detail }).join('\n');
    expect(violations).toContain('/detail/submitTime');
    expect(violations).toContain('/detail/sequence');
    expect(violations).not.toMatch(/Jane|17/);
  });
});
