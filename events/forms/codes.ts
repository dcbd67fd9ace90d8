import type { SchemaNode } from './schema-node.ts';
import { listedNodes } from './schema-node.ts';

const isCode = (node: SchemaNode): boolean => 'const' in node || 'enum' in node;

/** The branches of a member that has a list of codes, each a `const` or an `enum`; none where it has no such list. */
export function codeBranches(node: SchemaNode): SchemaNode[] {
  const branches = [...listedNodes(node, 'oneOf'), ...listedNodes(node, 'anyOf')];
  return branches.some(isCode) ? branches.filter((branch) => isCode(branch) || branch.type === 'null') : [];
}

/** Every value that a member's list of codes has. */
export const codesOf = (node: SchemaNode): unknown[] => [
  ...(Array.isArray(node.enum) ? (node.enum as unknown[]) : []),
  ...codeBranches(node).flatMap((branch) => [
    ...('const' in branch ? [branch.const] : []),
    ...(Array.isArray(branch.enum) ? (branch.enum as unknown[]) : []),
  ]),
];
