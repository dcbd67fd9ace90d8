import { existsSync } from 'node:fs';
import { join } from 'node:path';

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
  const compiled = ['fhir-r4', '../fhir-r4'].map((path) => join(here(), path));
  const found = compiled.find((folder) => existsSync(folder));
  if (found !== undefined) return found;
  const { buildR4 } = await import('./build/build-r4.ts');
  return buildR4();
}

/** The folder of this program. A bundler that writes CommonJS leaves nothing in `import.meta`. */
const here = (): string => (typeof __dirname === 'string' ? __dirname : import.meta.dirname);
