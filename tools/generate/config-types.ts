import type { ConfigSchema } from './config-schema.ts';

/**
 * TypeScript types of a checked configuration. Checking fills in every default, so a member that has one is
 * always there.
 */
export async function configTypes(schema: ConfigSchema): Promise<string> {
  const { compile } = await import('json-schema-to-typescript');
  return compile(withDefaultsPresent(schema) as Parameters<typeof compile>[0], 'StageConfig', {
    bannerComment: '/* Generated from config/schema.json by `inlet generate`. */',
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110 },
  });
}

function withDefaultsPresent(schema: ConfigSchema): ConfigSchema {
  const each = (members: Record<string, ConfigSchema>): Record<string, ConfigSchema> =>
    Object.fromEntries(Object.entries(members).map(([name, member]) => [name, withDefaultsPresent(member)]));
  const { properties, $defs, items, required = [] } = schema;
  const defaulted = Object.entries(properties ?? {}).flatMap(([name, member]) =>
    member.default === undefined ? [] : [name],
  );
  return {
    ...schema,
    ...(properties && { properties: each(properties), required: [...new Set([...required, ...defaulted])] }),
    ...($defs && { $defs: each($defs) }),
    ...(items && { items: withDefaultsPresent(items) }),
  };
}
