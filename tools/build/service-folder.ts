import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFolder } from './project.ts';

/** What `serverless.yml` and the plugin read, beside the bundles. */
const FOLDERS = ['infrastructure', 'config', 'tools', 'handlers', 'lib', 'errors', 'events', 'fhir'];
const FILES = ['serverless.yml', 'package.json', 'package-lock.json', 'tsconfig.json'];

/**
 * Runs `work` with a folder that looks like the project, has the built stage in it and is the caller's own,
 * then removes it. The framework keeps its unfinished work in `.serverless` of the folder it runs in, so two
 * packagings of one folder at the same time spoil each other; and it looks at every file below that folder,
 * once per function, so without `node_modules` it is done several times as fast.
 */
export async function withServiceFolder<T>(
  { root, stage }: { root: string; stage: string },
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const built = bundleFolder(root, stage);
  const folder = mkdtempSync(join(root, 'dist', `.service-${process.pid}-`));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  // A signal ends the process while the framework is at work.
  process.once('exit', remove);
  try {
    for (const name of FOLDERS)
      if (existsSync(join(root, name))) symlinkSync(join(root, name), join(folder, name), 'junction');
    for (const file of FILES)
      if (existsSync(join(root, file))) copyFileSync(join(root, file), join(folder, file));
    mkdirSync(bundleFolder(folder, stage), { recursive: true });
    for (const { name } of readdirSync(built, { withFileTypes: true }).filter((entry) => entry.isFile()))
      copyFileSync(join(built, name), join(bundleFolder(folder, stage), name));
    return await work(folder);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
