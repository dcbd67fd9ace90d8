import { hasCompartment } from './in-compartment.ts';
import type { ResourceScope, Right } from './read-scopes.ts';

/** How much of a resource type a caller may reach. */
export type Reach = { of: 'everything' } | { of: 'compartment'; patientId: string };

export const EVERYTHING: Reach = { of: 'everything' };

/**
 * What scopes grant of one right on one resource type; undefined for nothing.
 *
 * `system/` and `user/` scopes grant the whole type (what of it the user may see is for the role and, in stores with
 * fine-grained authorization, for HealthLake). `patient/` scopes grant what is in the compartment of the token's
 * patient, and nothing of types that have no place in it. The wider of two scopes counts.
 * @param patientId of the token; without one, `patient/` scopes grant nothing
 */
export function judgeScopes(
  scopes: readonly ResourceScope[],
  right: Right,
  resourceType: string,
  patientId: string | undefined,
): Reach | undefined {
  const granting = scopes.filter(
    (scope) => scope.rights.has(right) && (scope.resourceType === '*' || scope.resourceType === resourceType),
  );
  if (granting.some(({ context }) => context !== 'patient')) return EVERYTHING;
  if (granting.length === 0 || patientId === undefined || !hasCompartment(resourceType)) return undefined;
  return { of: 'compartment', patientId };
}
