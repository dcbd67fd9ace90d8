import type { DateRange } from '../../../fhir/index.ts';
import { RESOURCE_TYPES, dateRange, elementsByPath } from '../../../fhir/index.ts';
import type { StoredResource } from '../../healthlake/index.ts';
import { compartmentOf, hasCompartment } from '../authorization/in-compartment.ts';
import type { FhirCall, Pause } from '../fhir-call.ts';
import { badRequest } from '../http/fhir-error.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { queryDate } from '../http/query-date.ts';
import { read } from '../interactions/read.ts';
import type { Criterion } from '../search/criterion.ts';
import { findPage } from '../search/find-page.ts';
import { placeOf } from '../search/search-place.ts';
import { whenIndexed } from '../search/when-indexed.ts';
import { searchset } from '../search-results/searchset.ts';
import { CARE_DATES } from './care-dates.ts';
import { ENCOUNTER_COMPARTMENT, inEncounter } from './encounter-compartment.ts';

const PARAMETERS = ['start', 'end', '_since', 'since', '_type', '_count', 'page', '_format'];
const MOST_COUNT = 100;

/** What asks of each resource of a type that it belongs; undefined for a type that has no place there. */
type BelongsTo = (resourceType: string) => Criterion | undefined;

/**
 * `GET Patient/{id}/$everything`: what is in the compartment of a patient, sorted by type and id, with the total (Developer Guide, "Getting
 * patient data with Patient/$everything"; FHIR R4, CompartmentDefinition/patient).
 */
export const patientEverything = (call: FhirCall): Generator<Pause, FhirAnswer> =>
  everything(call, (type) =>
    hasCompartment(type)
      ? compartmentOf(call.id, { resourceType: type, endpoint: call.endpoint }, call.parametersOf(type))
      : undefined,
  );

/** `GET Encounter/{id}/$everything`: the same of an encounter (FHIR R4, CompartmentDefinition/encounter). */
export const encounterEverything = (call: FhirCall): Generator<Pause, FhirAnswer> =>
  everything(call, (type) =>
    Object.hasOwn(ENCOUNTER_COMPARTMENT, type) ? inEncounter(type, call.id, call.endpoint) : undefined,
  );

function* everything(call: FhirCall, belongsTo: BelongsTo): Generator<Pause, FhirAnswer> {
  const { request, datastore, endpoint, access } = call;
  // Whether there is one is told as by a read: not to who may not reach it.
  read({ ...call, request: { ...request, header: () => undefined } });
  const query = readQuery(request.query);
  yield* whenIndexed(call.index, call.now);
  const found: StoredResource[] = [];
  for (const resourceType of query.types) {
    const belongs = belongsTo(resourceType);
    const reach = belongs && access.reachOf('s', resourceType);
    if (!reach) continue;
    const criteria = [belongs, ...query.criteriaOf(resourceType)];
    const page = yield* findPage({
      place: placeOf(call),
      resourceType,
      criteria: reach === 'everything' ? criteria : [...criteria, reach],
      sort: [],
      behind: '',
      count: Infinity,
    });
    found.push(...page.found.sort((one, other) => (one.id < other.id ? -1 : 1)));
  }
  const identity = {
    datastoreId: datastore.datastoreId,
    resourceType: request.path.join('/'),
    parameters: request.query,
  };
  const behind = call.cursors.read(identity, request.query.get('page') ?? undefined);
  const rest = found.filter((each) => nameOf(each) > behind);
  const page = rest.slice(0, query.count);
  const address = (relation: string, parameters: URLSearchParams) => ({
    relation,
    url: `${endpoint}${request.path.join('/')}${parameters.size > 0 ? `?${parameters.toString()}` : ''}`,
  });
  const links = [address('self', request.query)];
  const last = page.at(-1);
  if (last && rest.length > page.length) {
    const next = new URLSearchParams(request.query);
    next.set('page', call.cursors.write(identity, nameOf(last)));
    links.push(address('next', next));
  }
  return searchset(endpoint, { total: found.length, links, found: page });
}

/** Sorts as type and id do: no type's name begins another's with a sign below the slash. */
const nameOf = ({ resourceType, id }: StoredResource): string => `${resourceType}/${id}`;

interface EverythingQuery {
  types: readonly string[];
  count: number;
  criteriaOf: (resourceType: string) => Criterion[];
}

function readQuery(parameters: URLSearchParams): EverythingQuery {
  for (const name of new Set(parameters.keys())) {
    if (!PARAMETERS.includes(name))
      throw badRequest('$everything has the parameters start, end, _since, _type and _count, and no others.');
    if (parameters.getAll(name).length > 1) throw badRequest(`${name} can be given once.`);
  }
  const dateOf = (name: string): DateRange | undefined => {
    const text = parameters.get(name);
    const range = text === null ? undefined : queryDate(text);
    if (text !== null && !range)
      throw badRequest(`${name} must be a date, as in 2026-01-31 or 2026-01-31T12:00:00Z.`);
    return range;
  };
  const [start, end] = [dateOf('start'), dateOf('end')];
  // The guide calls it "since", FHIR "_since".
  const since = dateOf('_since') ?? dateOf('since');
  const count = parameters.get('_count') ?? String(MOST_COUNT);
  if (!/^\d{1,3}$/.test(count) || Number(count) < 1 || Number(count) > MOST_COUNT)
    throw badRequest(`_count must be from 1 to ${MOST_COUNT}.`);
  return {
    types: readTypes(parameters.get('_type')),
    count: Number(count),
    criteriaOf: (resourceType) => [
      ...(since ? [{ meets: ({ lastUpdated }) => lastUpdated >= since.start } satisfies Criterion] : []),
      ...(start || end ? [caredFor(resourceType, start, end)] : []),
    ],
  };
}

/** The types of a `_type`, sorted; all without one. @throws FhirError 400 for one that there is not */
export function readTypes(text: string | null): string[] {
  const asked = text === null ? [...RESOURCE_TYPES] : text.split(',').map((name) => name.trim());
  const unknown = asked.find((name) => !RESOURCE_TYPES.includes(name as never));
  if (unknown !== undefined) throw badRequest('_type must be resource types that HealthLake supports.');
  return [...new Set(asked)].sort();
}

function caredFor(resourceType: string, start: DateRange | undefined, end: DateRange | undefined): Criterion {
  const paths = Object.hasOwn(CARE_DATES, resourceType) ? CARE_DATES[resourceType] : undefined;
  if (paths === undefined) return { meets: () => true };
  return {
    meets: ({ content }) =>
      elementsByPath(content(), paths).some((date) => {
        const range = typeof date === 'string' ? dateRange(date) : undefined;
        return range !== undefined && (!start || range.end > start.start) && (!end || range.start < end.end);
      }),
  };
}
