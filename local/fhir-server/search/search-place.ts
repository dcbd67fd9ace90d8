import type { ResourceVersions, SearchIndex, StoredResource } from '../../healthlake/index.ts';
import { typeNumber } from '../../../fhir/index.ts';
import type { Reach } from '../authorization/check-scopes.ts';
import type { FhirCall } from '../fhir-call.ts';
import type { Candidate } from './candidate.ts';
import { candidate } from './candidate.ts';
import type { Criterion, ParameterContext } from './criterion.ts';
import type { IndexPlace } from './index-parts.ts';
import type { ParametersOf } from './parameters.ts';

/** Where a request searches, and what of each type its caller reaches. */
export interface SearchPlace {
  versions: ResourceVersions;
  index: SearchIndex;
  datastoreId: string;
  /** The data store's number. */
  store: number;
  endpoint: string;
  parametersOf: ParametersOf;
  reachOf: (resourceType: string) => Reach | undefined;
  now: number;
}

export const placeOf = (call: FhirCall): SearchPlace => ({
  versions: call.versions,
  index: call.index,
  datastoreId: call.datastore.datastoreId,
  store: call.versions.storeNumber(call.datastore.datastoreId),
  endpoint: call.endpoint,
  parametersOf: call.parametersOf,
  reachOf: (type) => call.access.reachOf('s', type),
  now: call.now(),
});

/** With what the parameters of a type are read. */
export const contextIn = (
  { endpoint, now, parametersOf }: SearchPlace,
  resourceType: string,
): Omit<ParameterContext, 'name'> & { parametersOf: ParametersOf } => ({
  resourceType,
  endpoint,
  now,
  parametersOf,
});

export const indexPlaceOf = (
  { index, versions, datastoreId, store }: SearchPlace,
  resourceType: string,
): IndexPlace => ({
  prepare: index.prepare,
  many: index.many,
  store,
  type: typeNumber(resourceType) ?? -1,
  rowOf: (id) => versions.rowOf(datastoreId, resourceType, id),
});

/** What the caller reaches of a type, as a criterion beside others; undefined for nothing. */
export function reachCriteria({ reachOf }: SearchPlace, resourceType: string): Criterion[] | undefined {
  const reach = reachOf(resourceType);
  if (reach === 'everything') return [];
  return reach && [reach];
}

export const candidateIn = ({ versions, datastoreId }: SearchPlace, stored: StoredResource): Candidate =>
  candidate(
    stored,
    () => versions.created(datastoreId, stored.resourceType, stored.id) ?? stored.lastUpdated,
  );
