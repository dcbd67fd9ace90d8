import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from '../../tools/build/project.ts';

const run = promisify(execFile);

/** The package, installed into a project that has nothing else. */
export interface InstalledPackage {
  /** The project's folder. */
  folder: string;
  /** Of the tarball. */
  bytes: number;
  /** Every path of the tarball. */
  files: readonly string[];
  /** Installs more, from npm's cache. @throws Error with what npm said */
  install: (...packages: string[]) => Promise<void>;
  remove: () => void;
}

/** How a program ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const npm = (cwd: string, ...args: string[]): Promise<{ stdout: string }> =>
  run('npm', args, { cwd, maxBuffer: 64 * 2 ** 20, env: { ...process.env, npm_config_audit: 'false' } });

/**
 * Packs the repository as `npm pack` does, and installs the tarball from npm's cache alone.
 * Undefined, with the reason on standard error, where the cache does not have what it needs.
 */
export async function installPackage(): Promise<InstalledPackage | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-package-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const install = async (...packages: string[]): Promise<void> => {
    await npm(folder, 'install', '--offline', '--no-fund', '--ignore-scripts', ...packages);
  };
  const { stdout } = await npm(PROJECT, 'pack', '--json', '--silent', '--pack-destination', folder);
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ files: { path: string }[] }];
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"name": "somebody", "private": true, "type": "module"}\n');
  const tarball = join(folder, name);
  try {
    await install(tarball);
  } catch (error) {
    remove();
    if (!String(error).includes('ENOTCACHED')) throw error;
    process.stderr.write('skipped: the cache of npm lacks what the package depends on\n');
    return undefined;
  }
  return {
    folder,
    bytes: statSync(tarball).size,
    files: packed.files.map(({ path }) => path),
    install,
    remove,
  };
}

/** Runs a program in a folder to its end. */
export const runIn = (cwd: string, program: string, ...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd, maxBuffer: 16 * 2 ** 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
