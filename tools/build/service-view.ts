import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Package } from './package-stage.ts';
import { packageStage } from './package-stage.ts';
import { IS_PACKAGE, PROJECT, SERVICE } from './project.ts';

/**
 * Runs `work` with the folder of a project: the repository, or for the installed package one that is made for the time of
 * it, with what the package has and the configuration of the folder that it is called in.
 */
export async function withServiceView<T>(work: (root: string) => Promise<T>): Promise<T> {
  if (!IS_PACKAGE) return work(PROJECT);
  const root = mkdtempSync(join(tmpdir(), 'inlet-service-'));
  try {
    for (const name of ['infrastructure', 'tools'])
      symlinkSync(join(PROJECT, name), join(root, name), 'junction');
    const own = join(SERVICE, 'config');
    symlinkSync(existsSync(own) ? own : join(PROJECT, 'config'), join(root, 'config'), 'junction');
    copyFileSync(join(PROJECT, 'serverless.yml'), join(root, 'serverless.yml'));
    mkdirSync(join(root, 'dist'));
    return await work(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Packages a stage of the repository, or of the folder that the installed package is called in: into `.inlet-package/` there. */
export const packageService = (stage: string): Promise<Package> =>
  withServiceView((root) =>
    packageStage({ stage, root, ...(IS_PACKAGE && { folder: join(SERVICE, '.inlet-package', stage) }) }),
  );
