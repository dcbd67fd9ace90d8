import type { ConfigSchema } from './config-schema.ts';

/**
 * TypeScript types of a checked configuration. Checking fills in every default, so a member that has one is
 * always there.
 */
export const configTypes = (schema: ConfigSchema): Promise<string> =>
  typesOf(schema, 'StageConfig', 'config/schema.json');

/** The same of a stage's parameters. */
export const parameterTypes = (schema: ConfigSchema): Promise<string> =>
  typesOf(schema, 'Parameters', 'infrastructure/parameters.json');

async function typesOf(schema: ConfigSchema, name: string, file: string): Promise<string> {
  const { compile } = await import('json-schema-to-typescript');
  return compile(withDefaultsPresent(schema) as Parameters<typeof compile>[0], name, {
    bannerComment: `/* Generated from ${file} by \`inlet generate\`. */`,
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
