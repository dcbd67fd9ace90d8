import type { SchemaNode } from './schema-node.ts';
import { mapInside } from './schema-node.ts';

/** Keywords that JSON Schema Draft 4 has with the same meaning. */
const SAME = new Set([
  'title',
  'description',
  'type',
  'required',
  'properties',
  'patternProperties',
  'additionalProperties',
  'items',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'enum',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]);

/**
 * The same schema in the words of Draft 4 (json-schema.org, "Migrating"), which EventBridge's registry takes: a `const` is an
 * `enum` of one, what only tells a reader is left out. Its `$id` is too: whoever puts it into a larger schema names it there.
 *
 * @throws Error for a keyword that has no such words
 */
export const draft4Form = (schema: object): SchemaNode => convert(schema as SchemaNode);

const convert = (node: SchemaNode): SchemaNode =>
  Object.fromEntries(
    Object.entries(mapInside(node, convert)).flatMap(([keyword, value]) => words(keyword, value)),
  );

function words(keyword: string, value: unknown): [string, unknown][] {
  if (SAME.has(keyword)) return [[keyword, value]];
  switch (keyword) {
    case 'const':
      return [['enum', [value]]];
    case 'exclusiveMinimum':
      return [
        ['minimum', value],
        ['exclusiveMinimum', true],
      ];
    case 'exclusiveMaximum':
      return [
        ['maximum', value],
        ['exclusiveMaximum', true],
      ];
    case '$schema':
    case '$id':
    case '$comment':
    case 'examples':
    case 'default':
      return [];
    default:
      throw new Error(
        `JSON Schema Draft 4 has no word for ${keyword}: add it to events/forms/draft-4-form.ts`,
      );
  }
}
