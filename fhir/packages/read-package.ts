import { readFileSync } from 'node:fs';
import type { Definition } from '../definitions/definitions.ts';
import { TarError, tarFiles } from './tar.ts';
import { FixableError } from '../../errors/index.ts';

/** What is taken of a FHIR package. */
export interface FhirPackage {
  name: string;
  version: string;
  definitions: readonly Definition[];
}

/** A file that is not a FHIR package; `actual` is its path. */
export class PackageError extends FixableError {
  override name = 'PackageError';

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super('InvalidPackage', `${path} is no FHIR package: ${reason}`, {
      actual: path,
      expected: 'a .tgz file with package/package.json, as FHIR registries provide it',
      ...options,
    });
  }
}

const KINDS: ReadonlySet<string> = new Set(['StructureDefinition', 'ValueSet', 'CodeSystem']);

/** More than any package has unpacked (the whole of R4 has 60 MB): what a crafted one could fill memory with. */
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Reads the profiles, value sets and code systems of a FHIR package: an npm archive, as FHIR registries provide it.
 * @param path of the `.tgz` file
 * @throws PackageError where the file is not one; the error of the file system where it is there and cannot be read
 */
export function readPackage(path: string): FhirPackage {
  let manifest: { name?: unknown; version?: unknown } | undefined;
  const definitions: Definition[] = [];
  // Loaded only here: a validator without packages would wait for it.
  const { gunzipSync } = process.getBuiltinModule('node:zlib');
  try {
    for (const { name, content } of tarFiles(
      gunzipSync(readFileSync(path), { maxOutputLength: MOST_BYTES }),
    )) {
      if (name === 'package/package.json') manifest = JSON.parse(content.toString('utf8')) as object;
      if (!/^package\/[^/]+\.json$/.test(name)) continue;
      const resource = JSON.parse(content.toString('utf8')) as { resourceType?: unknown };
      if (typeof resource.resourceType === 'string' && KINDS.has(resource.resourceType))
        definitions.push(resource as Definition);
    }
  } catch (error) {
    throw isUnreadable(error) ? error : new PackageError(path, reasonOf(error), { cause: error });
  }
  if (typeof manifest?.name !== 'string' || typeof manifest.version !== 'string')
    throw new PackageError(path, 'it has no package/package.json with a name and a version');
  return { name: manifest.name, version: manifest.version, definitions };
}

/** What it is was not seen. */
const isUnreadable = (error: unknown): boolean =>
  typeof (error as { path?: unknown }).path === 'string' && (error as { code?: unknown }).code !== 'ENOENT';

function reasonOf(error: unknown): string {
  if (error instanceof TarError || error instanceof SyntaxError) return error.message;
  const { code } = error as { code?: unknown };
  return code === 'ENOENT'
    ? 'there is no such file (a published guide has its package at its own address, as package.tgz)'
    : `it cannot be unpacked (${String(code)})`;
}
