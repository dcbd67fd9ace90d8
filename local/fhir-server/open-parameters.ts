import { loadSearchTable, r4Folder } from '../../fhir/index.ts';
import type { ParametersOf } from './search/parameters.ts';
import { searchParameters } from './search/parameters.ts';

/** Opens the search parameters, once: they are generated from R4's definitions. */
export function parametersOpener(): () => Promise<ParametersOf> {
  let opened: Promise<ParametersOf> | undefined;
  const open = async (): Promise<ParametersOf> => searchParameters(loadSearchTable(await r4Folder()));
  return () => (opened ??= open());
}
