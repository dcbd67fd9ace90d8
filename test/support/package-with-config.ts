import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageStage } from '../../tools/build/package-stage.ts';
import { PROJECT } from '../../tools/build/project.ts';

const SHARED = ['infrastructure', 'tools', 'lib', 'errors', 'events', 'fhir', 'node_modules'];
const OWN = ['config', 'handlers', 'serverless.yml', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** As much of a packaged template as is changed here. */
export type Resources = Record<
  string,
  {
    Type: string;
    Properties: Record<string, unknown> & { Environment?: { Variables: Record<string, unknown> } };
  }
>;

/**
 * Packages stage local as it is, but for its configuration, in a temporary folder.
 *
 * @param change changes the configuration
 * @param changeTemplate changes the packaged template's resources
 */
export async function packageWithConfig(
  change: (config: Record<string, unknown>) => Record<string, unknown>,
  changeTemplate: (resources: Resources) => void = () => undefined,
): Promise<{ folder: string; remove: () => void }> {
  const root = mkdtempSync(join(tmpdir(), 'inlet-config-'));
  for (const name of SHARED) symlinkSync(join(PROJECT, name), join(root, name), 'junction');
  for (const name of OWN) cpSync(join(PROJECT, name), join(root, name), { recursive: true });
  const file = join(root, 'config/local.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify(change(config)));

  const { folder, template } = await packageStage({ stage: 'local', root });
  const packaged = JSON.parse(readFileSync(template, 'utf8')) as { Resources: Resources };
  changeTemplate(packaged.Resources);
  writeFileSync(template, JSON.stringify(packaged));
  return {
    folder,
    remove() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The same for the data stores of its `identity`. */
export const packageWithIdentity = (
  change: (own: Record<string, unknown>) => Record<string, unknown>,
  changeTemplate: (resources: Resources) => void,
): ReturnType<typeof packageWithConfig> =>
  packageWithConfig((config) => {
    const { dataStores } = config.identity as { dataStores: Record<string, unknown>[] };
    return { ...config, identity: { dataStores: dataStores.map(change) } };
  }, changeTemplate);
