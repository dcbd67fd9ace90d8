import { checkScopes } from '../../../../local/fhir-server/authorization/check-scopes.ts';
import type { Reach } from '../../../../local/fhir-server/authorization/check-scopes.ts';
import type { Right, ScopeRules } from '../../../../local/fhir-server/authorization/read-scopes.ts';
import { readScopes } from '../../../../local/fhir-server/authorization/read-scopes.ts';
import { parametersOpener } from '../../../../local/fhir-server/open-parameters.ts';
import { incomingCandidate } from '../../../../local/fhir-server/search/candidate.ts';

export const ENDPOINT = 'http://127.0.0.1:1/datastore/d/r4/';

export const V2_2 = {
  strategy: 'SMART_ON_FHIR',
  capabilities: ['permission-v1', 'permission-v2', 'permission-v2.2'],
};
export const BOTH = { strategy: 'SMART_ON_FHIR', capabilities: ['permission-v1', 'permission-v2'] };
export const V1_ONLY = { ...V2_2, strategy: 'SMART_ON_FHIR_V1' };
export const WITHOUT_V2 = { strategy: 'SMART_ON_FHIR', capabilities: ['permission-v1'] };

export const RIGHTS: readonly Right[] = ['c', 'r', 'u', 'd', 's'];

/** A field of a table, for one of the rights: whether the scope grants it on the resource of the column. */
export interface Field {
  scope: string;
  right: Right;
  column: number;
  granted: boolean;
}

/** The fields of a table of scopes and resources, whose first line is its head; `-` is nothing. */
export const fieldsOf = (table: string): Field[] =>
  table
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [scope = '', ...cells] = line.split(' | ').map((cell) => cell.trim());
      return cells.flatMap((cell, column) =>
        RIGHTS.map((right) => ({ scope, right, column, granted: cell.includes(right) })),
      );
    });

const parametersOf = await parametersOpener()();

/** What a token's scopes grant, whose patient is `me`. */
export const reachOf = (
  scope: string,
  right: Right,
  resourceType: string,
  rules: ScopeRules,
  patientId: string | undefined = 'me',
): Reach | undefined =>
  checkScopes(readScopes(scope, rules), right, resourceType, { patientId, endpoint: ENDPOINT, parametersOf });

export function isGranted(
  scope: string,
  right: Right,
  resource: Readonly<Record<string, unknown>>,
  rules: ScopeRules,
): boolean {
  const reach = reachOf(scope, right, String(resource.resourceType), rules);
  if (!reach || reach === 'everything') return reach === 'everything';
  return reach.meets(incomingCandidate(resource, String(resource.id), 0));
}
