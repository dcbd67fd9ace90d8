import { draft4Form } from './draft-4-form.ts';
import type { SchemaNode } from './schema-node.ts';
import { namedNodes } from './schema-node.ts';

/** A schema as an EventBridge schema registry keeps it. */
export interface RegistrySchema {
  /** `source@DetailType`, as AWS names those of its own events. */
  name: string;
  description: string;
  /** JSON Schema Draft 4 of the whole event, envelope included. */
  content: SchemaNode;
}

const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';

/**
 * @param envelope the schema of what EventBridge puts around each event
 * @param source the events' source; undefined for an event that any source may send to Inlet
 */
export function registrySchema(
  envelope: object,
  detail: { title: string; description: string },
  source: string | undefined,
): RegistrySchema {
  const { title, description } = detail;
  const typeName = title.replaceAll(' ', '');
  const around = draft4Form(envelope);
  const content = {
    $schema: DRAFT_4,
    title,
    description,
    definitions: { [typeName]: draft4Form(detail) },
    type: 'object',
    required: around.required,
    properties: {
      ...namedNodes(around, 'properties'),
      source: source === undefined ? { type: 'string', minLength: 1 } : { enum: [source] },
      'detail-type': { enum: [title] },
      detail: { $ref: `#/definitions/${typeName}` },
    },
    'x-amazon-events-detail-type': title,
    ...(source !== undefined && { 'x-amazon-events-source': source }),
  };
  return { name: `${source ?? 'requests'}@${typeName}`, description: shortened(description), content };
}

/** API reference of EventBridge schemas, CreateSchema: a description has at most 256 characters. */
const LONGEST_DESCRIPTION = 256;

const shortened = (text: string): string =>
  text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 3)}...`;
