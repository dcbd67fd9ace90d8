import { codeBranches } from './codes.ts';
import type { SchemaNode } from './schema-node.ts';
import { mapInside, namedNodes } from './schema-node.ts';

/**
 * The schema of an event as Inlet itself must keep it: each object has every member that is described and no other, each
 * code is one of the list. What leaves is held to this form, so that nothing leaves that is not described; the types of the
 * builders are made from it. A schema that is in this form already stays as it is.
 */
export function closedForm<Schema extends object>(schema: Schema): Schema {
  return close(schema as SchemaNode) as Schema;
}

function close(node: SchemaNode): SchemaNode {
  const codes = codeBranches(node);
  const { anyOf: _anyOf, ...others } = node;
  const closed = mapInside(codes.length > 0 ? { ...others, oneOf: codes } : node, close);
  const members = Object.keys(namedNodes(node, 'properties'));
  // An object that holds somebody else's members says so.
  if (members.length === 0 || node.additionalProperties === true) return closed;
  return { ...closed, additionalProperties: false, required: members };
}
