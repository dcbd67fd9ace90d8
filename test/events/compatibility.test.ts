import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsPlugin from 'ajv-formats';
import { brokenPromises } from '../../events/forms/broken-promises.ts';
import { closedForm } from '../../events/forms/closed-form.ts';
import { codesOf } from '../../events/forms/codes.ts';
import { openForm } from '../../events/forms/open-form.ts';
import type { SchemaNode } from '../../events/forms/schema-node.ts';
import { isNode, namedNodes } from '../../events/forms/schema-node.ts';
import type { EventSchema } from '../../events/schemas.ts';
import { eventFileName, eventSchemas } from '../../events/schemas.ts';

const folder = new URL('../../events/', import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const schemaIn = (path: string): EventSchema => readJson(path) as EventSchema;
const exampleOf = (title: string): Record<string, unknown> =>
  (readJson(`${eventFileName(title)}.example.json`) as { detail: Record<string, unknown> }).detail;

const ajv = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true,
  validateSchema: false,
  addUsedSchema: false,
});
formatsPlugin(ajv);
const errorsOf = (schema: object, value: unknown): string[] => {
  const validate = ajv.compile(structuredClone(schema));
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
};

/** What an event of a later release may look like: one more member in each object, another code wherever there are codes. */
function later(value: unknown, schema: SchemaNode): unknown {
  if (Array.isArray(value)) return value.map((item) => later(item, isNode(schema.items) ? schema.items : {}));
  if (typeof value === 'string' && codesOf(schema).length > 0) return 'added-later';
  if (!isNode(value)) return value;
  const members = namedNodes(schema, 'properties');
  const changed = Object.entries(value).map(([name, inner]) => [name, later(inner, members[name] ?? {})]);
  return Object.fromEntries([...changed, ['addedLater', { any: 'thing' }]]) as unknown;
}

describe('a consumer that holds events to the published schema', () => {
  test.each(eventSchemas)(
    'of $title takes the example, and members and codes that are added later',
    (schema) => {
      const example = exampleOf(schema.title);
      expect(errorsOf(schema, example)).toEqual([]);
      expect(errorsOf(schema, later(example, schema as unknown as SchemaNode))).toEqual([]);
    },
  );

  test('is told of what is wrong all the same: another type, a member that is gone, another version', () => {
    const schema = schemaIn('import-job-status-changed.schema.json');
    const example = exampleOf(schema.title);
    expect(errorsOf(schema, { ...example, sequence: '3' })).toHaveLength(1);
    expect(errorsOf(schema, { ...example, schemaVersion: '2' })).toHaveLength(1);
    const { jobId: _jobId, ...without } = example;
    expect(errorsOf(schema, without)).toEqual([": must have required property 'jobId'"]);
  });
});

describe('within schemaVersion 1', () => {
  const released = readdirSync(new URL('released/1/', folder));
  const schemas = released.filter((file) => file.endsWith('.schema.json'));

  test.each(schemas)('%s promises what it promised when it was released', (file) => {
    const now = file === 'envelope.schema.json' ? readJson(file) : schemaIn(file);
    expect(brokenPromises(readJson(`released/1/${file}`) as object, now as object)).toEqual([]);
  });

  test.each(released.filter((file) => file.endsWith('.example.json')))(
    '%s of then, as an archive replays it, keeps the schema of today',
    (file) => {
      const { detail } = readJson(`released/1/${file}`) as { detail: unknown };
      expect(errorsOf(schemaIn(file.replace('.example.', '.schema.')), detail)).toEqual([]);
    },
  );
});

describe('the forms of a schema', () => {
  const code = (...codes: string[]) => ({
    oneOf: codes.map((value) => ({ const: value, description: `It is ${value}.` })),
  });
  const closed = {
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'inner', 'items'],
    properties: {
      kind: { type: 'string', ...code('a', 'b') },
      inner: {
        type: ['object', 'null'],
        additionalProperties: false,
        required: ['n'],
        properties: { n: { type: 'integer' } },
      },
      items: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['c'],
          properties: { c: { enum: ['x'] } },
        },
      },
      theirs: { type: 'object', additionalProperties: true },
    },
  };

  test('the open one takes what the closed one refuses, at any depth', () => {
    const value = { kind: 'a', inner: { n: 1 }, items: [{ c: 'x' }], theirs: {} };
    const late = { kind: 'z', inner: { n: 1, m: 2 }, items: [{ c: 'y', d: 1 }], theirs: {}, more: 1 };
    const open = openForm(closed);
    expect([errorsOf(open, value), errorsOf(closedForm(open), value)]).toEqual([[], []]);
    expect(errorsOf(open, late)).toEqual([]);
    expect(errorsOf(closedForm(open), late).length).toBeGreaterThanOrEqual(5);
  });

  test('each can be made again and again, and the one of the other', () => {
    const open = openForm(closed);
    expect(openForm(open)).toEqual(open);
    expect(openForm(closedForm(open))).toEqual({ ...open, required: [...closed.required, 'theirs'] });
    expect(closedForm(closedForm(open))).toEqual(closedForm(open));
  });

  test('the closed one asks for every member, the open one for none that was added to what was released', () => {
    const grown = {
      ...closed,
      required: [...closed.required, 'late'],
      properties: { ...closed.properties, late: {} },
    };
    const open = openForm(grown, closed);
    expect(open.required).toEqual(closed.required);
    expect(closedForm(open).required).toEqual(Object.keys(grown.properties));
    expect(brokenPromises(closed, open)).toEqual([]);
  });

  test.each<[string, (schema: typeof closed) => unknown, string]>([
    [
      'a member that is gone',
      ({ properties: { kind: _, ...properties } }) => ({ ...closed, properties }),
      '/kind: the member is gone',
    ],
    ['another type', () => withMember('inner', { type: 'object' }), '/inner: type was'],
    [
      'a nullable that was none',
      () => withMember('kind', { ...closed.properties.kind, type: ['string', 'null'] }),
      '/kind: type was',
    ],
    [
      'a code that is gone',
      () => withMember('kind', { type: 'string', ...code('a', 'c') }),
      '/kind: the code "b" is gone',
    ],
    [
      'a code deep inside',
      () =>
        withMember('items', {
          type: 'array',
          items: { type: 'object', required: ['c'], properties: { c: { enum: ['y'] } } },
        }),
      '/items/*/c: the code "x" is gone',
    ],
    [
      'a member that may be absent now',
      () => ({ ...closed, required: ['kind', 'inner'] }),
      '/items: the member may be absent',
    ],
    [
      'a member that is newly required',
      () => ({ ...closed, required: [...closed.required, 'theirs'] }),
      '/theirs: the member is required',
    ],
    [
      'a text that may be longer',
      () => withMember('kind', { type: 'string', ...code('a', 'b'), maxLength: 9 }),
      '',
    ],
  ])('%s is a broken promise', (_what, change, sentence) => {
    const promised =
      sentence === ''
        ? {
            ...closed,
            properties: { ...closed.properties, kind: { ...closed.properties.kind, maxLength: 8 } },
          }
        : closed;
    const broken = brokenPromises(promised, change(closed) as object);
    expect(broken).toContainEqual(expect.stringContaining(sentence || '/kind: maxLength grew'));
  });

  test('a code and a member that are added are none', () => {
    const grown = withMember('late', { type: 'string' });
    expect(brokenPromises(closed, grown)).toEqual([]);
    expect(brokenPromises(closed, withMember('kind', { type: 'string', ...code('a', 'b', 'c') }))).toEqual(
      [],
    );
  });

  function withMember(name: string, member: object): object {
    return { ...closed, properties: { ...closed.properties, [name]: member } };
  }
});
