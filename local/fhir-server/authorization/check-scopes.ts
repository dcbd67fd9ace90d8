import { FhirError } from '../http/fhir-error.ts';
import type { Criterion, IndexCondition } from '../search/criterion.ts';
import type { ParametersOf } from '../search/parameters.ts';
import { compartmentOf, hasCompartment } from './in-compartment.ts';
import type { ResourceScope, Right } from './read-scopes.ts';

/** How much of a resource type a caller may reach: all of it, or the resources that meet this. */
export type Reach = 'everything' | Pick<Criterion, 'meets' | 'find'>;

/** Whose scopes are checked, and on which data store. */
export interface ScopeContext {
  /** The token's patient; without one, `patient/` scopes grant nothing. */
  patientId: string | undefined;
  /** The data store's address. */
  endpoint: string;
  parametersOf: ParametersOf;
  /** Epoch milliseconds. */
  now?: number;
}

/**
 * What scopes grant of one right on one resource type; undefined for nothing.
 *
 * `system/` and `user/` scopes grant the whole type (what of it the user may see is for the role and, in stores with
 * fine-grained authorization, for HealthLake). `patient/` scopes grant what is in the compartment of the token's
 * patient, and nothing of types that have no place in it. A filter narrows its own scope. What any scope grants is granted.
 */
export function checkScopes(
  scopes: readonly ResourceScope[],
  right: Right,
  resourceType: string,
  context: ScopeContext,
): Reach | undefined {
  const grants = scopes
    .filter(
      (scope) =>
        scope.rights.has(right) && (scope.resourceType === '*' || scope.resourceType === resourceType),
    )
    .flatMap((scope) => {
      const criteria = criteriaOf(scope, resourceType, context);
      return criteria ? [criteria] : [];
    });
  if (grants.some((criteria) => criteria.length === 0)) return 'everything';
  if (grants.length === 0) return undefined;
  const find = findAny(grants);
  return {
    meets: (resource) => grants.some((criteria) => criteria.every(({ meets }) => meets(resource))),
    ...(find && { find }),
  };
}

/** How an index finds all that some grants can reach; undefined where one of them says nothing of it. */
function findAny(grants: readonly (readonly Criterion[])[]): IndexCondition[] | undefined {
  const each = grants.map((criteria) =>
    criteria.flatMap(({ find = [] }) => find).find(({ isNot }) => isNot !== true),
  );
  if (!each.every((condition) => condition !== undefined)) return undefined;
  return [{ any: each.flatMap(({ any }) => any) }];
}

/** SMART's filters are by the parameters of a type; the Developer Guide names no others. */
const NO_FILTERS = new Set(['_text', 'createdAt']);

/** What a scope asks of each resource; undefined where it grants nothing of the type. */
function criteriaOf(
  { context: kind, filter }: ResourceScope,
  resourceType: string,
  { patientId, endpoint, parametersOf, now = 0 }: ScopeContext,
): Criterion[] | undefined {
  const isPatients = kind === 'patient';
  if (isPatients && (patientId === undefined || !hasCompartment(resourceType))) return undefined;
  const parameters = parametersOf(resourceType);
  const context = { resourceType, endpoint, now };
  const compartment =
    isPatients && patientId !== undefined ? [compartmentOf(patientId, context, parameters)] : [];
  const filters = filter.map(({ name, value }) => {
    // Of a resource that is written, not all is known that these ask for.
    const parameter = NO_FILTERS.has(name) ? undefined : parameters.find((each) => each.name === name);
    if (parameter?.type === 'composite') return undefined;
    return parameter && evaluable(() => parameter.read(value, { ...context, name }));
  });
  // Ignoring a part that cannot be evaluated would grant more than was granted.
  return filters.every((each) => each !== undefined) ? [...compartment, ...filters] : undefined;
}

/** Undefined for a value that the parameter cannot have. */
function evaluable(read: () => Criterion): Criterion | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FhirError) return undefined;
    throw error;
  }
}
