import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { Criterion, ParameterContext } from './criterion.ts';
import type { SearchParameter } from './parameters.ts';

/** A search as it was asked for. */
export interface Query {
  criteria: Criterion[];
  /** Resources on a page. */
  count: number;
  /** The cursor of a next link. */
  page: string | undefined;
}

/** The Developer Guide has 100 as the most; what a page holds by default is not documented. */
const MOST_COUNT = 100;

/** Parameters of the result, not of the resources (FHIR R4, "Search result parameters"). */
const RESULT_PARAMETERS = new Set(['_count', 'page', '_format']);

/** Reads the parameters of a search. Unknown parameters are refused: ignoring one would find more than was asked for. */
export function readQuery(
  parameters: URLSearchParams,
  known: readonly SearchParameter[],
  context: Omit<ParameterContext, 'name'>,
): Query {
  const criteria = [...parameters]
    .filter(([name]) => !RESULT_PARAMETERS.has(name))
    .map(([name, value]) => {
      const parameter = known.find((each) => each.name === name);
      if (!parameter) throw unknownParameter(name, context.resourceType, known);
      if (value === '') throw badRequest(`The search parameter ${name} has no value.`);
      return parameter.read(value, { ...context, name });
    });
  return { criteria, count: readCount(once(parameters, '_count')), page: once(parameters, 'page') };
}

function unknownParameter(name: string, resourceType: string, known: readonly SearchParameter[]): FhirError {
  // A name is echoed only where it is the name of something, not somebody's data in the wrong place.
  const shown = /^[\w.:-]{1,64}$/.test(name) ? `"${name}"` : 'of that name';
  return new FhirError(
    400,
    'not-supported',
    `Inlet's local FHIR endpoint has no search parameter ${shown} of ${resourceType}. It has ${[...known.map((each) => each.name), '_count'].join(', ')}.`,
  );
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
