import { describe, expect, test } from '@jest/globals';
import type { StructureShape, TextShape } from '../../../lib/healthlake/model.ts';
import { OPERATIONS, SHAPES, shapeOf } from '../../../lib/healthlake/model.ts';
import type { Differences, Table } from './model-differences.ts';
import { fromModel, fromPublishedLimits, fromSdk } from './model-differences.ts';
import { botocoreModel, referenceModel } from './whole-models.ts';

const TABLE: Table = { operations: OPERATIONS, shapes: SHAPES };

const botocore = botocoreModel();
const reference = referenceModel();

/** What the table is held against, by name; what is not on this machine is undefined. */
const SOURCES: Readonly<Record<string, Differences | undefined>> = {
  'the SDK’s own schema': fromSdk,
  'the lengths of the API reference': fromPublishedLimits,
  'botocore’s model': botocore && fromModel(botocore),
  'the reference model beside the project': reference && fromModel(reference),
};

describe('the table agrees with', () => {
  for (const [name, differences] of Object.entries(SOURCES))
    if (differences)
      test(name, () => {
        expect(differences(TABLE)).toEqual([]);
      });
    else {
      process.stderr.write(`skipped, for it is not on this machine: ${name}\n`);
      test.skip(`${name} (it is not on this machine)`, () => undefined);
    }
});

/** A copy of the table with one shape changed. */
const withShape = (name: string, changes: object): Table => ({
  ...TABLE,
  shapes: { ...SHAPES, [name]: { ...shapeOf(name), ...changes } },
});
const text = (name: string) => shapeOf(name) as TextShape;
const structure = (name: string) => shapeOf(name) as StructureShape;

/** A mistake in the table, and who finds it on every machine. */
const MISTAKES: readonly [what: string, wrong: Table, finder: Differences][] = [
  ...Object.entries(SHAPES).flatMap(([name, shape]) =>
    (['min', 'max'] as const).flatMap((limit) => {
      const value = (shape as { min?: number; max?: number })[limit];
      if (value === undefined) return [];
      return [-1, 1].map(
        (by) =>
          [
            `${name}.${limit} ${value + by} instead of ${value}`,
            withShape(name, { [limit]: value + by }),
            fromPublishedLimits,
          ] as [string, Table, Differences],
      );
    }),
  ),
  ...Object.entries(SHAPES).flatMap(([name, shape]) =>
    ((shape as TextShape).enum ?? []).map(
      (value, index, values) =>
        [
          `${name}: ${value} renamed`,
          withShape(name, { enum: values.with(index, `${value}_`) }),
          fromSdk,
        ] as [string, Table, Differences],
    ),
  ),
  ['an enum without a value', withShape('JobStatus', { enum: text('JobStatus').enum?.slice(1) }), fromSdk],
  [
    'a member that is not required any more',
    withShape('StartFHIRImportJobRequest', {
      required: structure('StartFHIRImportJobRequest').required.slice(1),
    }),
    fromSdk,
  ],
  ['a member of another name', withShape('Tag', { members: { Key: 'TagKey', Val: 'TagValue' } }), fromSdk],
  ['a member of another type', withShape('Tag', { members: { Key: 'TagKey', Value: 'Boolean' } }), fromSdk],
  ['a union that is none', withShape('InputDataConfig', { union: undefined }), fromSdk],
  [
    'an error that is missing',
    {
      ...TABLE,
      operations: {
        ...OPERATIONS,
        TagResource: { ...OPERATIONS.TagResource, errors: ['ValidationException'] },
      },
    },
    fromSdk,
  ],
  [
    'an operation that is missing',
    {
      ...TABLE,
      operations: Object.fromEntries(Object.entries(OPERATIONS).filter(([name]) => name !== 'TagResource')),
    },
    fromSdk,
  ],
];

test('every mistake is found, by whoever is on every machine', () => {
  expect(MISTAKES.length).toBeGreaterThan(80);
  for (const [what, wrong, finder] of MISTAKES)
    expect([what, finder(wrong)]).toEqual([what, expect.arrayContaining([expect.any(String)])]);
});

test('and by the whole models, where they are; a pattern, too', () => {
  const pattern = withShape('JobName', { pattern: '^.*$' });
  for (const model of [botocore, reference])
    if (model)
      for (const [what, wrong] of [...MISTAKES, ['another pattern', pattern] as const])
        expect([what, fromModel(model)(wrong)]).not.toEqual([what, []]);
});

test('every shape that is named is there, and every one that is there is named', () => {
  const named = new Set(Object.values(OPERATIONS).flatMap(({ input, output }) => [input, output]));
  for (const name of named) {
    const shape = shapeOf(name);
    if (shape.type === 'structure') for (const member of Object.values(shape.members)) named.add(member);
    if (shape.type === 'list') named.add(shape.member);
  }
  expect([...named].sort()).toEqual(Object.keys(SHAPES).sort());
});

test('every pattern compiles with the u flag', () => {
  for (const shape of Object.values(SHAPES))
    if (shape.type === 'string' && shape.pattern !== undefined)
      expect(() => new RegExp(shape.pattern ?? '', 'u')).not.toThrow();
});
