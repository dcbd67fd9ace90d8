import { codeBranches, codesOf } from './codes.ts';
import type { SchemaNode } from './schema-node.ts';
import { isNode, mapInside, namedNodes, requiredOf } from './schema-node.ts';

/** The branch that makes a list of codes open. */
const LATER = {
  type: 'string',
  description: 'A value that was added after this schema: take it as unknown.',
};

/**
 * The schema of an event as it is published: a consumer that holds events to it takes members and values that are added
 * later, and events of before a member was added, as an archive replays them.
 *
 * @param released the schema as it was first released: a member that it lacks is not required of objects that it has
 */
export function openForm<Schema extends object>(schema: Schema, released?: object): Schema {
  return open(schema as SchemaNode, released as SchemaNode | undefined) as Schema;
}

function open(node: SchemaNode, released?: SchemaNode): SchemaNode {
  const codes = codeBranches(node);
  const inside = mapInside(node, (inner, at) =>
    codes.includes(inner) || isOpenBranch(inner) ? inner : open(inner, releasedAt(released, at)),
  );
  const required = requiredOf(node).filter((member) => isPromised(member, released));
  return withOpenCodes(
    Object.fromEntries(
      Object.entries(inside).flatMap(([keyword, value]): [string, unknown][] => {
        if (keyword === 'additionalProperties' && value === false) return [];
        if (keyword === 'required') return required.length > 0 ? [[keyword, required]] : [];
        return [[keyword, value]];
      }),
    ),
  );
}

const isOpenBranch = ({ description }: SchemaNode): boolean => description === LATER.description;

/** The first release of an object promised all members that it had; one that is new as a whole promises what it says. */
function isPromised(member: string, released: SchemaNode | undefined): boolean {
  const members = Object.keys(namedNodes(released ?? {}, 'properties'));
  return members.length === 0 || members.includes(member);
}

function releasedAt(released: SchemaNode | undefined, at: string): SchemaNode | undefined {
  if (!released || at === '') return released;
  if (at === '/*') return isNode(released.items) ? released.items : undefined;
  return namedNodes(released, 'properties')[at.slice(1)];
}

function withOpenCodes(node: SchemaNode): SchemaNode {
  const { oneOf, anyOf: _anyOf, enum: values, ...rest } = node;
  if (codesOf(node).length === 0) return oneOf === undefined ? node : { ...rest, anyOf: oneOf };
  const branches = values === undefined ? codeBranches(node) : [{ enum: values }];
  return { ...rest, anyOf: [...branches, LATER] };
}
