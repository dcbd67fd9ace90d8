import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { explainer as createExplainer } from './explain.ts';
import { explainer } from './explain.ts';
import type { FastPass } from './fast-pass.ts';
import { loadFastPass } from './fast-pass.ts';
import type { Model } from './model.ts';
import { fractionsOf } from './raw-text.ts';

/** The files that are generated from the definitions of R4, in one folder. */
export const FILES = { fastPass: 'fast-pass.js', model: 'model.json' } as const;

/** What checks resources against R4. */
export interface R4 {
  fastPass: FastPass;
  explain: ReturnType<typeof createExplainer>;
  /** Finds an integer that may be written with a fraction in a line's text. */
  fractions: RegExp;
}

/**
 * Where the generated files are: beside the compiled command line. Where the program runs from its sources, they
 * are generated once and kept in `dist/`.
 */
export async function r4Folder(): Promise<string> {
  const compiled = fileURLToPath(new URL('./fhir-r4', import.meta.url));
  if (existsSync(compiled)) return compiled;
  const { buildR4 } = await import('./build-r4.ts');
  return buildR4();
}

/** Loads the generated files. The model, which only a line that is not plainly right needs, is read then. */
export function loadR4(folder: string): R4 {
  const text = readFileSync(join(folder, FILES.fastPass), 'utf8');
  const newline = text.indexOf('\n');
  const integers = JSON.parse(text.slice(INTEGERS_MARK.length, newline)) as string[];
  let explain: R4['explain'] | undefined;
  return {
    fastPass: loadFastPass(text),
    fractions: fractionsOf(integers),
    explain(resource, source) {
      explain ??= explainer(JSON.parse(readFileSync(join(folder, FILES.model), 'utf8')) as Model);
      return explain(resource, source);
    },
  };
}

/** The first line of the fast pass: a comment with the names of the members that are integers. */
export const INTEGERS_MARK = '// integers: ';
