import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Where the generated files are: beside the compiled command line. Where the program runs from its sources, they
 * are generated once and kept in `dist/`.
 */
export async function r4Folder(): Promise<string> {
  const compiled = fileURLToPath(new URL('./fhir-r4', import.meta.url));
  if (existsSync(compiled)) return compiled;
  const { buildR4 } = await import('./build/build-r4.ts');
  return buildR4();
}
