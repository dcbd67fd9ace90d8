/** A JSON Schema, or a part of one. */
export type SchemaNode = Readonly<Record<string, unknown>>;

/** Keywords of JSON Schema 2020-12 whose value is a schema, a list of schemas, or schemas by name. */
const IN_ONE = ['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'];
const IN_LIST = ['oneOf', 'anyOf', 'allOf', 'prefixItems'];
const BY_NAME = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];

export const isNode = (value: unknown): value is SchemaNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schemas by name of one of its keywords, such as `properties`. */
export const namedNodes = (node: SchemaNode, keyword: string): Record<string, SchemaNode> =>
  isNode(node[keyword]) ? (node[keyword] as Record<string, SchemaNode>) : {};

/** The schemas in the list of one of its keywords, such as `oneOf`. */
export const listedNodes = (node: SchemaNode, keyword: string): SchemaNode[] =>
  Array.isArray(node[keyword]) ? (node[keyword] as unknown[]).filter(isNode) : [];

export const requiredOf = ({ required }: SchemaNode): string[] =>
  Array.isArray(required) ? required.map(String) : [];

/**
 * The schema with each schema directly inside it replaced. `at` says where in the instance it is: `/name` for a member, `/*`
 * for the items of a list, nothing for what is about the same value.
 */
export function mapInside(
  node: SchemaNode,
  change: (inner: SchemaNode, at: string) => SchemaNode,
): SchemaNode {
  const mapOne = (inner: unknown, at: string): unknown => (isNode(inner) ? change(inner, at) : inner);
  return Object.fromEntries(
    Object.entries(node).map(([keyword, value]) => {
      if (IN_ONE.includes(keyword)) return [keyword, mapOne(value, keyword === 'items' ? '/*' : '')];
      if (IN_LIST.includes(keyword) && Array.isArray(value))
        return [keyword, value.map((inner) => mapOne(inner, ''))];
      if (BY_NAME.includes(keyword) && isNode(value))
        return [
          keyword,
          Object.fromEntries(
            Object.entries(value).map(([name, inner]) => [
              name,
              mapOne(inner, keyword === 'properties' ? `/${name}` : ''),
            ]),
          ),
        ];
      return [keyword, value];
    }),
  );
}
