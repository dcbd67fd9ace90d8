import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { generatedFromConfigSchema } from '../../../tools/generate/generate-config.ts';

test('types and documentation of the configuration are those of its schema; `npm run generate` makes them', async () => {
  for (const [path, contents] of await generatedFromConfigSchema())
    expect({ path, contents: readFileSync(path, 'utf8') }).toEqual({ path, contents });
});

test('every setting is described, and every number says its unit', () => {
  const undescribed: string[] = [];
  const walk = (path: string, schema: Record<string, unknown>): void => {
    for (const [name, member] of Object.entries(schema.properties ?? {}) as [string, never][]) {
      const { description, $ref, type } = member as Record<string, string | undefined>;
      const unit = type !== 'integer' || description?.includes('Unit: ');
      if (!$ref && (!description || !unit)) undescribed.push(`${path}.${name}`);
      walk(`${path}.${name}`, member);
    }
    for (const [name, definition] of Object.entries(schema.$defs ?? {}) as [string, never][])
      walk(name, definition);
    if (schema.items) walk(`${path}[]`, schema.items as Record<string, unknown>);
  };
  walk('', JSON.parse(readFileSync('config/schema.json', 'utf8')) as Record<string, unknown>);
  expect(undescribed).toEqual([]);
});
