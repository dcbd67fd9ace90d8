import { typeNumber } from '../../../fhir/index.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { Criterion, ParameterContext } from './criterion.ts';
import type { ParametersOf, SearchParameter } from './parameters.ts';
import type { ResultParameters } from './result-parameters.ts';
import { alongCanonicals, isCanonical, isOfResult, readResultParameters } from './result-parameters.ts';

/** A search as it was asked for. */
export interface Query extends ResultParameters {
  criteria: Criterion[];
  /** Criteria that are known when other searches have found something. */
  chains: Chain[];
}

/**
 * What a search asks of resources that others refer to (`patient.name=Peter`), or that refer to others
 * (`_has:Observation:patient:code=1234-5`).
 */
export interface Chain {
  /** The parameter with the reference, and the resource type that it is of. */
  reference: SearchParameter;
  of: string;
  /** The resource types that are searched; what is found is referred to, or refers to what is looked for. */
  types: readonly string[];
  isReverse: boolean;
  /** What they are searched by: perhaps a chain again. */
  name: string;
  value: string;
}

/** What a query is read with, beside its parameters. */
export interface QueryContext extends Omit<ParameterContext, 'name' | 'modifier' | 'targets'> {
  parametersOf: ParametersOf;
}

/**
 * Reads the parameters of a search. Unknown parameters and modifiers are refused: ignoring one would find more than was asked for.
 * @throws FhirError 400
 */
export function readQuery(parameters: URLSearchParams, context: QueryContext): Query {
  const query: Query = { ...readResultParameters(parameters, context), criteria: [], chains: [] };
  for (const [name, value] of parameters) if (!isOfResult(name)) addCriterion(query, name, value, context);
  return query;
}

/** Adds what one parameter asks. @throws FhirError 400 */
export function addCriterion(
  { criteria, chains }: Pick<Query, 'criteria' | 'chains'>,
  name: string,
  value: string,
  context: QueryContext,
): void {
  if (value === '') throw badRequest(`The search parameter ${shown(name)} has no value.`);
  if (name.startsWith('_has:')) {
    chains.push(reverseChain(name, value, context));
    return;
  }
  const dot = name.indexOf('.');
  if (dot > 0) {
    chains.push(chain(name.slice(0, dot), name.slice(dot + 1), value, context));
    return;
  }
  const { parameter, modifier } = named(name, context);
  if (modifier !== '' && !parameter.takes(modifier)) throw unknownModifier(name, parameter);
  criteria.push(parameter.read(value, { ...context, name: parameter.name, modifier }));
}

/** `name:modifier` */
function named(
  text: string,
  { parametersOf, resourceType }: QueryContext,
): { parameter: SearchParameter; modifier: string } {
  const [name = '', modifier = '', ...more] = text.split(':');
  const known = parametersOf(resourceType);
  const parameter = known.find((each) => each.name === name);
  if (!parameter || more.length > 0) throw unknownParameter(text, resourceType, known);
  // A colon with nothing behind it: its sender meant some modifier.
  if (text.endsWith(':')) throw unknownModifier(text, parameter);
  return { parameter, modifier };
}

/** `subject:Patient`, and what is asked of it. */
function chain(text: string, name: string, value: string, context: QueryContext): Chain {
  const { parameter: reference, modifier } = named(text, context);
  const { row, takes } = reference;
  if (row?.kind !== 'reference')
    throw badRequest(`${shown(text)} is no reference that a chain could go along.`);
  if (isCanonical(row)) throw alongCanonicals(shown(text));
  if (modifier !== '' && (!takes(modifier) || typeNumber(modifier) === undefined))
    throw unknownModifier(text, reference);
  const targets = modifier === '' ? row.targets : [modifier];
  if (!targets)
    throw badRequest(`${shown(text)} leads to any type: a chain names one, as in ${row.name}:Patient.`);
  const [first = ''] = /^[^.:]+/.exec(name) ?? [];
  const has = (type: string): boolean =>
    first === '_has' || context.parametersOf(type).some((each) => each.name === first);
  const types = targets.filter(has);
  const [only = ''] = targets;
  if (types.length === 0) throw unknownParameter(name, only, context.parametersOf(only));
  return { reference, of: context.resourceType, types, isReverse: false, name, value };
}

/** `_has:Observation:patient:code` */
function reverseChain(text: string, value: string, context: QueryContext): Chain {
  const [, type = '', referenceName = '', ...rest] = text.split(':');
  const name = rest.join(':');
  const known = typeNumber(type) === undefined ? [] : context.parametersOf(type);
  const reference = known.find((each) => each.name === referenceName);
  if (reference?.row?.kind !== 'reference' || name === '')
    throw badRequest(
      '_has must name a type, a reference of it and a parameter, as in _has:Observation:patient:code.',
    );
  if (isCanonical(reference.row)) throw alongCanonicals(`${type}.${referenceName}`);
  const targets = reference.row.targets;
  if (targets && !targets.includes(context.resourceType))
    throw badRequest(`_has: ${type}.${referenceName} leads to no ${context.resourceType}.`);
  return { reference, of: type, types: [type], isReverse: true, name, value };
}

/** A name is echoed only where it is the name of something, not somebody's data in the wrong place. */
const shown = (name: string): string => (/^[\w.:-]{1,64}$/.test(name) ? `"${name}"` : 'of that name');

function unknownParameter(name: string, resourceType: string, known: readonly SearchParameter[]): FhirError {
  return new FhirError(
    400,
    'not-supported',
    `Inlet's local FHIR endpoint has no search parameter ${shown(name)} of ${resourceType}. It has ${known.map((each) => each.name).join(', ')}.`,
  );
}

const unknownModifier = (name: string, parameter: SearchParameter): FhirError =>
  new FhirError(
    400,
    'not-supported',
    `The search parameter ${parameter.name} does not have the modifier of ${shown(name)}.`,
  );
