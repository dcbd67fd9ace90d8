import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Draft04Ajv from 'ajv-draft-04';
import formatsPlugin from 'ajv-formats';
import { draft4Form } from '../../events/forms/draft-4-form.ts';
import { eventFileName, eventSchemas } from '../../events/schemas.ts';
import { registrySchemas, schemaRegistry } from '../../tools/build/stack/schema-registry.ts';

const draft04 = new Draft04Ajv({ allErrors: true, strict: false });
formatsPlugin(draft04);
const published = new Ajv2020({ allErrors: true, strict: false });
formatsPlugin(published);

interface Example {
  source: string;
  'detail-type': string;
  detail: Record<string, unknown>;
}
const readJson = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));
const nameOf = (title: string): string => eventFileName(title);

describe.each(registrySchemas())('$name in the registry', ({ name, description, content }) => {
  const title = (content as { title: string }).title;
  let example: Example;
  let detailSchema: object;
  beforeAll(() => {
    example = readJson(`${nameOf(title)}.example`) as Example;
    detailSchema = readJson(`${nameOf(title)}.schema`) as object;
  });

  test('is a schema of JSON Schema Draft 4, with a name and a description that AWS takes', () => {
    expect([draft04.validateSchema(content), draft04.errors]).toEqual([true, null]);
    expect(name).toMatch(/^[\w.@-]{1,385}$/);
    expect(description.length).toBeLessThanOrEqual(256);
  });

  test('takes the event of the example, as the published schema does', () => {
    expect([draft04.validate(content, example), draft04.errors]).toEqual([true, null]);
    expect([published.validate(detailSchema, example.detail), published.errors]).toEqual([true, null]);
  });

  test('refuses what the published schema refuses: each member of another type, each required one that is gone', () => {
    for (const member of Object.keys(example.detail)) {
      for (const changed of [{ [member]: { no: ['type', 'of', 'its'] } }, { [member]: undefined }]) {
        const detail = JSON.parse(JSON.stringify({ ...example.detail, ...changed })) as object;
        expect([member, draft04.validate(content, { ...example, detail })]).toEqual([
          member,
          published.validate(detailSchema, detail),
        ]);
      }
    }
  });

  test('refuses an event of another detail-type', () => {
    expect(draft04.validate(content, { ...example, 'detail-type': 'Another' })).toBe(false);
  });
});

describe('the registry', () => {
  test('has a schema for each event that Inlet sends', () => {
    const names = registrySchemas().map(({ name }) => name);
    for (const { title } of eventSchemas) expect(names).toContain(`inlet@${title.replaceAll(' ', '')}`);
    expect(Object.values(schemaRegistry('dev')).filter(({ Type }) => Type.endsWith('::Schema'))).toHaveLength(
      names.length,
    );
  });

  test('has Draft 4’s words for what Draft 4 says otherwise, and no schema with what it cannot say', () => {
    expect(
      draft4Form({
        properties: { n: { type: 'number', exclusiveMinimum: 0, examples: [1] }, c: { const: 'a' } },
      }),
    ).toEqual({
      properties: { n: { type: 'number', minimum: 0, exclusiveMinimum: true }, c: { enum: ['a'] } },
    });
    expect(() => draft4Form({ if: { type: 'string' } })).toThrow('no word for if');
  });
});
