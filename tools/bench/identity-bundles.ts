import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT, bundle } from '../build/index.ts';

/** What is measured: the identity provider, and its two yardsticks, all bundled as for Lambda. */
const HANDLERS = {
  empty: 'export const handler = async () => ({});',
  'one-sdk-client': `
    import { HealthLakeClient } from '@aws-sdk/client-healthlake';
    export const client = new HealthLakeClient({});
    export const handler = async () => ({});`,
  'identity-provider': `export { handler } from ${JSON.stringify(join(PROJECT, 'handlers/identity-provider.ts'))};`,
};

export type Bundled = keyof typeof HANDLERS;

/**
 * Builds them into a folder, with stage local trusting these issuers for its own data store.
 *
 * @returns by name, the file and its size in bytes
 */
export async function identityBundles(
  folder: string,
  issuers: readonly object[],
): Promise<ReadonlyMap<Bundled, { file: string; bytes: number }>> {
  const root = join(folder, 'source');
  mkdirSync(join(root, 'handlers'), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'), 'junction');
  cpSync(join(PROJECT, 'config'), join(root, 'config'), { recursive: true });
  const file = join(root, 'config/local.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as { identity: { dataStores: object[] } };
  config.identity.dataStores = config.identity.dataStores.map((own) => ({ ...own, issuers }));
  writeFileSync(file, JSON.stringify(config));
  for (const [name, source] of Object.entries(HANDLERS))
    writeFileSync(join(root, 'handlers', `${name}.ts`), source);

  const bundled = await bundle({ root, stage: 'local', names: Object.keys(HANDLERS) });
  return new Map(
    [...bundled].map(([name, contents]) => {
      const target = join(folder, `${name}.cjs`);
      writeFileSync(target, contents);
      return [name as Bundled, { file: target, bytes: contents.length }];
    }),
  );
}
