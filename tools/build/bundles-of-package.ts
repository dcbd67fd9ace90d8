import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGED_BUNDLES, PACKAGED_TRACED_BUNDLES } from './project.ts';
import { withStageConfig } from './stage-config-plugin.ts';

/** The bundles of the installed package with a stage's configuration inside: name -> file contents. @throws ConfigError */
export const bundlesOfPackage = (of: {
  root: string;
  stage: string;
  names: readonly string[];
  isTraced: boolean;
}): Map<string, Uint8Array> =>
  new Map(
    of.names.map((name) => {
      const bundle = readFileSync(
        join(of.isTraced ? PACKAGED_TRACED_BUNDLES : PACKAGED_BUNDLES, `${name}.cjs`),
        'utf8',
      );
      return [name, Buffer.from(withStageConfig(bundle, of.root, of.stage))];
    }),
  );
