import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { explainer as createExplainer } from './explain.ts';
import { explainer } from './explain.ts';
import type { FastPass } from './fast-pass.ts';
import { loadFastPass } from './fast-pass.ts';
import type { CoreDefinitions, Model } from '../definitions/model.ts';
import { fractionsOf } from '../json/raw-text.ts';

/** The files that are generated from the definitions of R4, in one folder. */
export const FILES = {
  fastPass: 'fast-pass.js',
  model: 'model.json',
  core: 'core.json',
  /** The elements behind search parameters of type token. */
  tokens: 'tokens.json',
} as const;

/** What checks resources against R4. */
export interface R4 {
  fastPass: FastPass;
  explain: ReturnType<typeof createExplainer>;
  model: () => Model;
  /** R4's own profiles and value sets. */
  core: () => CoreDefinitions;
  /** Finds an integer that may be written with a fraction in a line's text. */
  fractions: RegExp;
}

/** Loads the generated files. The model, which only a line that is not plainly right needs, is read then. */
export function loadR4(folder: string): R4 {
  const text = readFileSync(join(folder, FILES.fastPass), 'utf8');
  const newline = text.indexOf('\n');
  const integers = JSON.parse(text.slice(INTEGERS_MARK.length, newline)) as string[];
  let explain: R4['explain'] | undefined;
  let model: Model | undefined;
  let core: CoreDefinitions | undefined;
  const readJson = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const loadModel = (): Model => (model ??= readJson(FILES.model) as Model);
  return {
    fastPass: loadFastPass(text),
    model: loadModel,
    core: () => (core ??= readJson(FILES.core) as CoreDefinitions),
    fractions: fractionsOf(integers),
    explain(resource, source) {
      explain ??= explainer(loadModel());
      return explain(resource, source);
    },
  };
}

/** The first line of the fast pass: a comment with the names of the members that are integers. */
export const INTEGERS_MARK = '// integers: ';
