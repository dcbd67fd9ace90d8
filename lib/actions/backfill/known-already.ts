import pMap from 'p-map';
import type { KeyDeps } from '../../arrivals/index.ts';
import { writesOf } from '../../arrivals/index.ts';
import { UNIMPORTED, getImport, holdsItsFiles, isEnded } from '../../ledger/index.ts';
import type { PlacedFile } from './sort-objects.ts';

/** Keys checked concurrently. */
const CONCURRENCY = 16;

/** Files by what the ledger knows of their current version. */
export interface KnownFiles {
  /** Nothing: they are work. */
  fresh: PlacedFile[];
  /** They are recorded and wait. */
  pending: PlacedFile[];
  /** In an open import. */
  importing: PlacedFile[];
  /** In an import that ended well. */
  imported: PlacedFile[];
  /** In an import that failed or was not started: that is to be repeated. */
  failed: PlacedFile[];
}

/** Where a file stands, and the import that it is in. */
interface Standing {
  group: keyof KnownFiles;
  importId?: string;
}

/** Divides files by what the ledger knows of them: one query a key, and one read for each import. */
export async function knownAlready(
  deps: KeyDeps,
  bucket: string,
  files: readonly PlacedFile[],
): Promise<KnownFiles & { failedImports: string[] }> {
  const imports = new Map<string, ReturnType<typeof getImport>>();
  const importOf = (importId: string): ReturnType<typeof getImport> => {
    const asked = imports.get(importId) ?? getImport(deps.ledger, importId);
    imports.set(importId, asked);
    return asked;
  };
  const standings = await pMap(files, standingOf, { concurrency: CONCURRENCY });
  const known: KnownFiles = { fresh: [], pending: [], importing: [], imported: [], failed: [] };
  const failedImports = new Set<string>();
  files.forEach((file, index) => {
    const { group, importId } = standings[index] ?? { group: 'fresh' };
    known[group].push(file);
    if (group === 'failed' && importId !== undefined) failedImports.add(importId);
  });
  return { ...known, failedImports: [...failedImports] };

  async function standingOf({ object }: PlacedFile): Promise<Standing> {
    for await (const row of writesOf(deps, bucket, object.key)) {
      if (UNIMPORTED.has(row.state)) continue;
      // Only the newest can be the current version, whose event may not have come.
      if (row.versionId !== object.versionId || row.etag !== object.etag) return { group: 'fresh' };
      if (row.state === 'pending') return { group: 'pending' };
      const found = row.importId === undefined ? undefined : await importOf(row.importId);
      if (!found) return { group: 'fresh' };
      const { importId } = found;
      if (!holdsItsFiles(found)) return { group: 'failed', importId };
      return { group: isEnded(found) ? 'imported' : 'importing', importId };
    }
    return { group: 'fresh' };
  }
}
