import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistrySchema } from '../../../events/index.ts';
import { eventSchemas, registrySchema } from '../../../events/index.ts';
import { PROJECT } from '../project.ts';
import type { TemplateResource } from './adopt-existing.ts';

const FOLDER = join(PROJECT, 'events');
const SCHEMA = '.schema.json';

/** Every schema of `events/`, of the events that Inlet sends and of those that it takes, as a registry keeps it. */
export function registrySchemas(): RegistrySchema[] {
  const read = (name: string): { title: string; description: string } =>
    JSON.parse(readFileSync(join(FOLDER, `${name}${SCHEMA}`), 'utf8')) as ReturnType<typeof read>;
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith(SCHEMA))
    .map((file) => file.slice(0, -SCHEMA.length))
    .sort();
  const envelope = read('envelope');
  return names
    .filter((name) => name !== 'envelope')
    .map(read)
    .map((schema) => registrySchema(envelope, schema, isSent(schema) ? 'inlet' : undefined));
}

const isSent = ({ title }: { title: string }): boolean =>
  eventSchemas.some((schema) => schema.title === title);

/** The schema registry of a stage, with a schema for each event. Another deployment makes a new version of what has changed. */
export function schemaRegistry(stage: string): Record<string, TemplateResource> {
  const registry = `inlet-${stage}`;
  const schemas = registrySchemas().map(({ name, description, content }): [string, TemplateResource] => [
    `Schema${name.replace(/^.*@/, '')}`,
    {
      Type: 'AWS::EventSchemas::Schema',
      DependsOn: ['SchemaRegistry'],
      Properties: {
        RegistryName: registry,
        SchemaName: name,
        Description: description,
        Type: 'JSONSchemaDraft4',
        Content: JSON.stringify(content),
      },
    },
  ]);
  return {
    SchemaRegistry: {
      Type: 'AWS::EventSchemas::Registry',
      Properties: {
        RegistryName: registry,
        Description: `The events of Inlet ${stage}, and those that it takes`,
      },
    },
    ...Object.fromEntries(schemas),
  };
}
