import type { SearchParameterRow } from '../../../fhir/index.ts';
import { RESOURCE_TYPES, typeNumber } from '../../../fhir/index.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { ParametersOf, SearchParameter } from './parameters.ts';

/** What a search asks of its answer (FHIR R4, "Search result parameters"). */
export interface ResultParameters {
  /** Resources on a page. */
  count: number;
  /** The cursor of a next link. */
  page: string | undefined;
  /** The first counts most. */
  sort: readonly SortKey[];
  hasTotal: boolean;
  /** Parts of resources that are answered; undefined: whole. */
  summary: Summary | undefined;
  /** `_elements` */
  elements: readonly string[] | undefined;
  includes: readonly Include[];
}

export type Summary = 'count' | 'data' | 'text' | 'true';

export interface SortKey {
  parameter: SearchParameter;
  isDescending: boolean;
}

/** What is answered beside what was found. */
export interface Include {
  /** The resource type whose references are followed; `*` any. */
  source: string;
  /** Its parameter; `*` all references. */
  name: string;
  /** Only to this type. */
  target?: string;
  /** Whether the source refers to what was found (`_revinclude`), or is found itself. */
  isReverse: boolean;
  /** Also from what was included. */
  isIterated: boolean;
}

/** The Developer Guide has 100 as the most; what a page holds by default is not documented. */
const MOST_COUNT = 100;

/** Developer Guide, "Sorting". */
const MOST_SORT_KEYS = 5;

const SUMMARIES: readonly Summary[] = ['count', 'data', 'text', 'true'];

const NAMES = new Set(['_count', 'page', '_format', '_sort', '_total', '_summary', '_elements']);
const INCLUDE = /^_(?:rev)?include(?::|$)/;

/** Whether a parameter is one of the result, not of the resources. */
export const isOfResult = (name: string): boolean => NAMES.has(name) || INCLUDE.test(name);

interface Context {
  resourceType: string;
  parametersOf: ParametersOf;
}

/** Which parts of a resource are asked for: also of one that is read. @throws FhirError 400 */
export function readParts(parameters: URLSearchParams): Pick<ResultParameters, 'summary' | 'elements'> {
  const summary = oneOf(once(parameters, '_summary'), [...SUMMARIES, 'false'] as const, '_summary');
  const elements = once(parameters, '_elements')?.split(',');
  if (elements?.some((each) => !/^[A-Za-z.]+$/.test(each)))
    throw badRequest('_elements must be names of elements, separated by commas.');
  return {
    summary: summary === 'false' ? undefined : summary,
    elements: elements?.map((each) => each.replace(/^[A-Z]\w*\./, '')),
  };
}

/** @throws FhirError 400 */
export function readResultParameters(parameters: URLSearchParams, context: Context): ResultParameters {
  const parts = readParts(parameters);
  const total = oneOf(once(parameters, '_total'), ['accurate', 'none'] as const, '_total');
  return {
    ...parts,
    count: readCount(once(parameters, '_count')),
    page: once(parameters, 'page'),
    sort: readSort(once(parameters, '_sort'), context),
    hasTotal: total === 'accurate' || parts.summary === 'count',
    includes: [...parameters]
      .filter(([name]) => INCLUDE.test(name))
      .map(([name, value]) => readInclude(name, value, context)),
  };
}

function oneOf<Value extends string>(
  given: string | undefined,
  values: readonly Value[],
  name: string,
): Value | undefined {
  if (given === undefined) return undefined;
  const value = values.find((each) => each === given);
  if (!value) throw badRequest(`${name} must be one of ${values.join(', ')}.`);
  return value;
}

function once(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  if (values.length > 1) throw badRequest(`${name} can be given once.`);
  return values[0];
}

function readCount(text: string | undefined): number {
  if (text === undefined) return MOST_COUNT;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_COUNT) throw badRequest(`_count must be from 1 to ${MOST_COUNT}.`);
  return count;
}

function readSort(text: string | undefined, { resourceType, parametersOf }: Context): SortKey[] {
  if (text === undefined) return [];
  const keys = text.split(',').map((key): SortKey => {
    const isDescending = key.startsWith('-');
    const name = isDescending ? key.slice(1) : key;
    const parameter = parametersOf(resourceType).find((each) => each.name === name);
    if (!parameter || parameter.type === 'composite' || name === '_text')
      throw badRequest(
        '_sort must be search parameters of the type that are no composites, with - before those that descend.',
      );
    return { parameter, isDescending };
  });
  if (keys.length > MOST_SORT_KEYS) throw badRequest(`_sort can have ${MOST_SORT_KEYS} parameters.`);
  return keys;
}

/** Whether a parameter of references is of canonical URLs alone, which say no resource type. */
export const isCanonical = ({ targets }: Pick<SearchParameterRow, 'targets'>): boolean =>
  targets?.length === 0;

export const alongCanonicals = (what: string): FhirError =>
  new FhirError(
    400,
    'not-supported',
    `${what} refers by canonical URLs; chains, _has and includes do not go along these.`,
  );

function readInclude(text: string, value: string, { parametersOf }: Context): Include {
  const [directive = '', modifier, ...more] = text.split(':');
  const isReverse = directive === '_revinclude';
  if (more.length > 0 || (modifier !== undefined && modifier !== 'iterate'))
    throw badRequest(`${directive} has no other modifier than iterate.`);
  const [source = '', name = '*', target, ...rest] = value.split(':');
  const isAny = source === '*' && name === '*' && !isReverse;
  const known = typeNumber(source) === undefined ? [] : parametersOf(source);
  const row = known.find((each) => each.row?.kind === 'reference' && each.name === name)?.row;
  const isKnown = name === '*' ? known.length > 0 && value.includes(':') : row !== undefined;
  const isTarget = target === undefined || (row?.targets ?? RESOURCE_TYPES).includes(target);
  if (row && isCanonical(row)) throw alongCanonicals(`${source}.${name}`);
  if (rest.length > 0 || (!isAny && !isKnown) || !isTarget)
    throw badRequest(
      `${directive} must be a type and a reference of it, as in Observation:patient or Observation:subject:Patient${isReverse ? '' : ', or *'}.`,
    );
  return {
    source,
    name,
    ...(target !== undefined && { target }),
    isReverse,
    isIterated: modifier === 'iterate',
  };
}
