import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { contentHash } from './content-hash.ts';
import { bundleFolder, IS_PACKAGE, PACKAGED_BUNDLES, PROJECT } from './project.ts';

/** What was built, or found built. */
export interface Build {
  stage: string;
  /** Where the bundles are: `dist/<stage>`. */
  folder: string;
  functions: { name: string; file: string; bytes: number }[];
  /** False when nothing that the bundles are made from had changed. */
  built: boolean;
}

/** Written last, beside the bundles: what they were made from, and how large each was. */
interface BuildRecord {
  inputs: string;
  bytes: Record<string, number>;
}

const RECORD = 'build.json';

/** Everything that can end up in a bundle or shape it. */
const INPUTS = [
  'handlers',
  'lib',
  'events',
  'config',
  'errors',
  'fhir',
  'tools/build',
  'tsconfig.json',
  'package-lock.json',
];

/**
 * Builds `handlers/<name>.ts` to `dist/<stage>/<name>.cjs`, with the stage's configuration inside. Bundles
 * of the same sources are the same to the byte; nothing is done when the sources have not changed.
 *
 * @param isTraced whether they hold a tracer (parameter `tracing`)
 * @throws ConfigError when `config/<stage>.json` is wrong; esbuild's BuildFailure when the sources are
 */
export async function buildFunctions({
  stage,
  root = PROJECT,
  isTraced = false,
}: {
  stage: string;
  root?: string;
  isTraced?: boolean;
}): Promise<Build> {
  const folder = bundleFolder(root, stage);
  const names = handlerNames(root);
  const inputs = contentHash(root, INPUTS, isTraced ? [stage, 'traced'] : [stage]);
  const known = readRecord(folder);
  if (known?.inputs === inputs && names.every((name) => existsSync(fileOf(folder, name))))
    return describe(stage, folder, known.bytes, false);

  const bundles = await bundlesOf({ root, stage, names, isTraced });
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, RECORD), { force: true });
  removeOthers(folder, names);
  for (const [name, contents] of bundles) replaceFile(fileOf(folder, name), contents);
  const bytes = Object.fromEntries([...bundles].map(([name, contents]) => [name, contents.length]));
  replaceFile(join(folder, RECORD), `${JSON.stringify({ inputs, bytes } satisfies BuildRecord, null, 2)}\n`);
  return describe(stage, folder, bytes, true);
}

/** Loaded only here: with the checks of the configuration it would be a tenth of a warm `npm start`. */
const bundlesOf = async (of: {
  root: string;
  stage: string;
  names: readonly string[];
  isTraced: boolean;
}): Promise<Map<string, Uint8Array>> =>
  IS_PACKAGE
    ? (await import('./bundles-of-package.ts')).bundlesOfPackage(of)
    : (await import('./bundle.ts')).bundle(of);

const fileOf = (folder: string, name: string): string => join(folder, `${name}.cjs`);

const handlerNames = (root: string): string[] => {
  const extension = IS_PACKAGE ? '.cjs' : '.ts';
  return readdirSync(IS_PACKAGE ? PACKAGED_BUNDLES : join(root, 'handlers'))
    .filter((file) => file.endsWith(extension))
    .map((file) => basename(file, extension))
    .sort();
};

const describe = (stage: string, folder: string, bytes: Record<string, number>, built: boolean): Build => ({
  stage,
  folder,
  functions: Object.entries(bytes).map(([name, size]) => ({
    name,
    file: fileOf(folder, name),
    bytes: size,
  })),
  built,
});

function readRecord(folder: string): BuildRecord | undefined {
  const file = join(folder, RECORD);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BuildRecord) : undefined;
}

/** A bundle whose handler is gone must not be packaged by accident. */
function removeOthers(folder: string, names: readonly string[]): void {
  for (const file of readdirSync(folder))
    if (file.endsWith('.cjs') && !names.includes(basename(file, '.cjs'))) rmSync(join(folder, file));
}

/** A concurrent reader sees the old file or the new one, whole. */
function replaceFile(file: string, contents: Uint8Array | string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, file);
}
