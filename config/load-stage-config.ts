import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkConfig } from './check-config.ts';
import { ConfigError } from './config-error.ts';
import type { StageConfig } from './stage-config.generated.ts';

/** Whether a text may be the name of a stage: it is part of the names of buckets, which have 63 letters at most. */
export const isStageName = (text: string): boolean => /^[a-z][a-z0-9-]{0,14}$/.test(text);

/** What `isStageName` asks for. */
export const STAGE_NAME = '1 to 15 of a-z, 0-9 and -, beginning with a letter';

/**
 * Reads and checks `<folder>/<stage>.json`.
 *
 * @throws ConfigError that names the file, the path in it, the value and the rule
 */
export function loadStageConfig(stage: string, folder: string = import.meta.dirname): StageConfig {
  const file = `config/${stage}.json`;
  const path = join(folder, `${stage}.json`);
  if (!isStageName(stage))
    throw new ConfigError(file, [{ path: 'stage', value: stage, rule: `must be ${STAGE_NAME}` }]);
  if (!existsSync(path))
    throw new ConfigError(file, [
      {
        path: 'stage',
        value: stage,
        rule: `there are ${stagesIn(folder).join(', ')}; for another one copy config/dev.json to ${file}`,
      },
    ]);
  return checkConfig(parse(file, readFileSync(path, 'utf8')), file, stage);
}

/** The stages that have a configuration. */
const stagesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json') && name !== 'schema.json')
        .map((name) => name.slice(0, -'.json'.length))
        .sort()
    : [];

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(file, [{ path: '', rule: `must be JSON: ${(cause as Error).message}` }], { cause });
  }
}
