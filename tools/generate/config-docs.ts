import type { ConfigSchema } from './config-schema.ts';

const INTRODUCTION = `# Configuration

<!-- Generated from config/schema.json by \`inlet generate\`; change it there. -->

Two places hold settings. What concerns drops, data stores and token issuers is in \`config/<stage>.json\`, described
here: it is checked at build (an unknown member, a wrong value or a broken rule stops the build, with file, path,
value and rule) and bundled into the functions, so that none of them reads it at start. What concerns the stack
(days until S3 forgets, alarm mail, a VPC, resources taken over from an earlier stack) are [parameters](parameters.md), in \`params\` of
\`serverless.yml\` or as \`--param="name=value"\`.

Besides what the tables say: route names and prefixes, names of exports, data stores of \`identity\` and each one's issuers are unique; one
route has the prefix ""; prefixes of exports do not overlap in one bucket, nor with where imports' results go; \`quietSeconds\` is not more than \`maxAgeSeconds\`; an issuer has \`audience\` or \`clients\`, not both
\`jwksUri\` and \`jwks\`, and in \`jwks\` no private member; a role's \`issuer\` and \`clientId\` are configured ones; only stage
local may trust an issuer that is not on https.
`;

/** `docs/configuration.md`: a table per object of the schema. */
export async function configDocs(schema: ConfigSchema): Promise<string> {
  const { format } = await import('prettier');
  const sections = [
    section('The file', schema),
    ...Object.entries(schema.$defs ?? {}).flatMap(([, definition]) => objectsIn(definition)),
  ];
  return format([INTRODUCTION, ...sections].join('\n'), { parser: 'markdown', printWidth: 110 });
}

/** A definition's own section, then those of the objects in it. */
function objectsIn(definition: ConfigSchema): string[] {
  const inner = Object.entries(definition.properties ?? {}).filter(
    ([, member]) => member.type === 'object' && member.title,
  );
  return [
    section(definition.title ?? '', definition),
    ...inner.map(([name, member]) => section(`${definition.title ?? ''}.${name}`, member)),
  ];
}

function section(title: string, schema: ConfigSchema): string {
  if (schema.enum)
    return [`## ${title}`, '', `${schema.description ?? ''} One of ${typeOf(schema)}.`, ''].join('\n');
  return [
    `## ${title}`,
    '',
    schema.description ?? '',
    '',
    '| member | type | default | |',
    '| --- | --- | --- | --- |',
    ...rows(schema, ''),
    '',
  ].join('\n');
}

function rows(schema: ConfigSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = `${prefix}${name}`;
    const required = schema.required?.includes(name) ? '**required**' : '';
    const row = [
      `\`${path}\``,
      typeOf(member),
      defaultOf(member) || required,
      cell(member.description ?? ''),
    ];
    const nested = member.title ? [] : rows(member, `${path}.`);
    return [`| ${row.join(' | ')} |`, ...nested];
  });
}

function typeOf(schema: ConfigSchema): string {
  if (schema.$ref) return linkTo(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    return `${[schema.type ?? ''].flat().join(' or ')} ${number(schema.minimum)} to ${number(schema.maximum)}`;
  return [schema.type ?? ''].flat().join(' or ');
}

/** A definition's section has its name, but for the case of the first letter. */
function linkTo(reference: string): string {
  const name = reference.replace('#/$defs/', '');
  return `[${name.charAt(0).toUpperCase()}${name.slice(1)}](#${name.toLowerCase()})`;
}

const number = (value: number): string => value.toLocaleString('en-US');

function defaultOf({ default: value }: ConfigSchema): string {
  if (value === undefined) return '';
  if (Array.isArray(value))
    return (
      value.map((item) => `\`${typeof item === 'string' ? item : JSON.stringify(item)}\``).join(' ') || 'none'
    );
  if (typeof value === 'object') return '';
  if (value === '') return '`""`';
  return typeof value === 'number' ? number(value) : `\`${JSON.stringify(value)}\``;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
