import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenElements } from '../../fhir/index.ts';
import { FILES, r4Folder } from '../../fhir/index.ts';
import type { ParametersOf } from './search/parameters.ts';
import { searchParameters } from './search/parameters.ts';

/** Opens the search parameters, once: those of type token are generated from R4's definitions. */
export function parametersOpener(): () => Promise<ParametersOf> {
  let opened: Promise<ParametersOf> | undefined;
  const open = async (): Promise<ParametersOf> => {
    const text = readFileSync(join(await r4Folder(), FILES.tokens), 'utf8');
    return searchParameters(JSON.parse(text) as TokenElements);
  };
  return () => (opened ??= open());
}
