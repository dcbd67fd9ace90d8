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

/** As much of config/local.json as is changed here. */
interface LocalConfig {
  identity: { dataStores: Record<string, unknown>[] };
}

/** A project as this one is, but for what is changed in config/local.json, in a temporary folder. */
export function projectWithConfig(change: (config: LocalConfig) => object): {
  root: string;
  remove: () => void;
} {
  const root = mkdtempSync(join(tmpdir(), 'inlet-config-'));
  for (const name of SHARED) symlinkSync(join(PROJECT, name), join(root, name), 'junction');
  for (const name of OWN) cpSync(join(PROJECT, name), join(root, name), { recursive: true });
  const file = join(root, 'config/local.json');
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as LocalConfig)));
  return {
    root,
    remove() {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/**
 * Packages stage local as it is, but for the data stores of its `identity`, in a temporary folder.
 *
 * @param changeTemplate changes the packaged template's resources
 */
export async function packageWithIdentity(
  change: (own: Record<string, unknown>) => Record<string, unknown>,
  changeTemplate: (resources: Resources) => void,
): Promise<{ folder: string; remove: () => void }> {
  const { root, remove } = projectWithConfig((config) => ({
    ...config,
    identity: { ...config.identity, dataStores: config.identity.dataStores.map(change) },
  }));
  const { folder, template } = await packageStage({ stage: 'local', root });
  const packaged = JSON.parse(readFileSync(template, 'utf8')) as { Resources: Resources };
  changeTemplate(packaged.Resources);
  writeFileSync(template, JSON.stringify(packaged));
  return { folder, remove };
}
