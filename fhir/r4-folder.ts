import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

let known: Promise<string> | undefined;

/**
 * Where the generated files are: beside the compiled command line, or one folder up in the installed package, where all programs use them. Where the program runs from its sources, they
 * are generated once and kept in `dist/`. It is looked up once in a process: each write by REST asks.
 */
export const r4Folder = (): Promise<string> =>
  (known ??= findFolder().catch((error: unknown) => {
    known = undefined;
    throw error;
  }));

async function findFolder(): Promise<string> {
  const compiled = ['./fhir-r4', '../fhir-r4'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = compiled.find((folder) => existsSync(folder));
  if (found !== undefined) return found;
  const { buildR4 } = await import('./build/build-r4.ts');
  return buildR4();
}
