import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configDocs } from './config-docs.ts';
import { configTypes, parameterTypes } from './config-types.ts';
import { parameterDocs } from './parameter-docs.ts';
import type { ConfigSchema } from './config-schema.ts';
import { PROJECT } from '../build/index.ts';

/** What is generated from `config/schema.json` and `infrastructure/parameters.json`: path in the project -> contents. */
export async function generatedFromConfigSchema(root = PROJECT): Promise<Map<string, string>> {
  const schema = JSON.parse(readFileSync(join(root, 'config/schema.json'), 'utf8')) as ConfigSchema;
  const parameters = JSON.parse(
    readFileSync(join(root, 'infrastructure/parameters.json'), 'utf8'),
  ) as ConfigSchema;
  return new Map([
    ['config/stage-config.generated.ts', await configTypes(schema)],
    ['docs/configuration.md', await configDocs(schema)],
    ['tools/build/parameters/parameters.generated.ts', await parameterTypes(parameters)],
    ['docs/parameters.md', parameterDocs(parameters)],
  ]);
}

/** Writes them. Returns the paths of those that changed. */
export async function generateConfig(root = PROJECT): Promise<string[]> {
  const changed: string[] = [];
  for (const [path, contents] of await generatedFromConfigSchema(root)) {
    if (read(join(root, path)) === contents) continue;
    writeFileSync(join(root, path), contents);
    changed.push(path);
  }
  return changed;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
