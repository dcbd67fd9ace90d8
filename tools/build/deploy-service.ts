import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FixableError } from '../../errors/index.ts';
import { buildFunctions } from './build-functions.ts';
import { SERVICE } from './project.ts';
import { frameworkProgram } from './run-serverless.ts';
import { withServiceFolder } from './service-folder.ts';
import { withServiceView } from './service-view.ts';

/**
 * Deploys a stage of the folder that the installed package is called in, as `sls deploy` does in the repository: the framework
 * says what happens. Resolves with its exit code.
 * @param params `<name>=<value>` each
 * @throws ConfigError, FrameworkMissing; FixableError where the folder has no configuration of the stage, which a deployment writes beside
 */
export async function deployService({
  stage,
  params,
  region,
  force = false,
}: {
  stage: string;
  params: readonly string[];
  region?: string;
  force?: boolean;
}): Promise<number> {
  const file = `config/${stage}.json`;
  if (!existsSync(join(SERVICE, file)))
    throw new FixableError(
      'StageConfigMissing',
      `this folder has no ${file}, which a deployment goes by; node_modules/healthlake-inlet/dist/npm/config/ has some to begin with`,
      { actual: stage, expected: file },
    );
  const program = frameworkProgram(SERVICE);
  return withServiceView(async (root) => {
    await buildFunctions({ stage, root });
    mkdirSync(join(root, 'dist'), { recursive: true });
    return withServiceFolder({ root, stage }, async (folder) => {
      const args = [...['deploy', '--stage', stage], ...params.map((param) => `--param=${param}`)];
      if (region !== undefined) args.push('--region', region);
      if (force) args.push('--force');
      const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: 'inherit' });
      const [code] = (await once(child, 'close')) as [number | null];
      return code ?? 1;
    });
  });
}
