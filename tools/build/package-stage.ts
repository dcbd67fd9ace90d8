import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildFunctions } from './build-functions.ts';
import { contentHash } from './content-hash.ts';
import { bundleFolder, PROJECT } from './project.ts';
import { runServerless } from './run-serverless.ts';
import { withServiceFolder } from './service-folder.ts';

/** A packaged stage: what `sls deploy` would upload. */
export interface Package {
  stage: string;
  folder: string;
  /** The CloudFormation template that would be deployed. */
  template: string;
  /** False when nothing that the package is made from had changed. */
  packaged: boolean;
}

export const TEMPLATE = 'cloudformation-template-update-stack.json';

/** In the package's folder: the hash of what it was made from. */
const RECORD = 'inputs.sha256';

const INPUTS = [
  'serverless.yml',
  'infrastructure',
  'config',
  'tools/scripts',
  'tools/build',
  'package-lock.json',
] as const;

/**
 * Builds what has changed and packages the stage into `folder` (`dist/<stage>/package` unless given), with
 * no network and no AWS account. A package of unchanged inputs is left as it is.
 *
 * @param params `--param` values, for example `{ existingDatastoreId: '0123...' }`
 * @throws ConfigError, esbuild's BuildFailure, or an Error with what the framework said
 */
export async function packageStage({
  stage,
  root = PROJECT,
  folder = join(bundleFolder(root, stage), 'package'),
  params = {},
}: {
  stage: string;
  root?: string;
  folder?: string;
  params?: Readonly<Record<string, string>>;
}): Promise<Package> {
  const { functions } = await buildFunctions({ stage, root });
  const bundles = functions.map(({ name }) => `dist/${stage}/${name}.cjs`);
  const given = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  const inputs = contentHash(root, [...INPUTS, ...bundles], [stage, ...given]);
  const target = resolve(root, folder);
  const done = { stage, folder: target, template: join(target, TEMPLATE) };
  if (existsSync(done.template) && readRecord(target) === inputs) return { ...done, packaged: false };

  await withServiceFolder({ root, stage }, async (service) => {
    const unfinished = join(service, 'package');
    await runServerless({ root, folder: service }, [
      'package',
      ...['--stage', stage],
      ...['--package', unfinished],
      ...given.map((param) => `--param=${param}`),
    ]);
    putInPlace(unfinished, target, inputs);
  });
  return { ...done, packaged: true };
}

function readRecord(folder: string): string | undefined {
  const file = join(folder, RECORD);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * Puts a finished package where it belongs. The copy beside the target (which may be on another disk) makes
 * it whole at once; when another process was first with the same package, that one stays.
 */
function putInPlace(finished: string, target: string, inputs: string): void {
  const beside = `${target}.${process.pid}`;
  cpSync(finished, beside, { recursive: true });
  writeFileSync(join(beside, RECORD), inputs);
  try {
    // Several processes may take the old one away and put theirs there, in any order.
    for (let triesLeft = 10; readRecord(target) !== inputs; triesLeft -= 1) {
      rmSync(target, { recursive: true, force: true });
      try {
        renameSync(beside, target);
      } catch (error) {
        if (triesLeft === 0) throw error;
      }
    }
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
