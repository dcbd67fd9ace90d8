/*
 * The service's own reading of a token's scopes (HealthLake Developer Guide, "SMART on FHIR OAuth 2.0 scopes"; SMART App
 * Launch 2.2.0). It shares nothing with the identity provider in lib/identity, as HealthLake shares nothing with it.
 */
const RESOURCE_SCOPE =
  /^(?<context>patient|user|system)\/(?<type>\*|[A-Z][A-Za-z]{0,63})\.(?<rights>read|write|\*|(?=.)c?r?u?d?s?)(?<filter>\?.*)?$/;

/** SMART v1's words in v2's letters ("Scopes for SMART v1"). */
const V1_RIGHTS: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** create, read, update, delete, search. */
export type Right = 'c' | 'r' | 'u' | 'd' | 's';

/** A scope for FHIR resources. */
export interface ResourceScope {
  context: 'patient' | 'user' | 'system';
  /** `*` for every type. */
  resourceType: string;
  rights: ReadonlySet<Right>;
}

/** A data store's AuthorizationStrategy, and the capabilities of its metadata. */
export interface ScopeRules {
  strategy: string;
  capabilities: readonly string[];
}

/**
 * The resource scopes that a data store honours. What it does not honour is left out, never read as something wider:
 * v2 without `permission-v2` or on a V1 store, and filters (`?category=...`), which are not enforced here.
 * @param claim the texts of `scope`, separated by spaces
 */
export function readScopes(claim: string, { strategy, capabilities }: ScopeRules): ResourceScope[] {
  const knowsV2 = strategy === 'SMART_ON_FHIR' && capabilities.includes('permission-v2');
  return [...new Set(claim.split(' '))].flatMap((scope): ResourceScope[] => {
    const { context, type, rights = '', filter } = RESOURCE_SCOPE.exec(scope)?.groups ?? {};
    if (context === undefined || type === undefined || filter !== undefined) return [];
    const v1 = Object.hasOwn(V1_RIGHTS, rights) ? V1_RIGHTS[rights] : undefined;
    if (v1 === undefined && !knowsV2) return [];
    return [
      {
        context: context as ResourceScope['context'],
        resourceType: type,
        rights: new Set((v1 ?? rights) as Iterable<Right>),
      },
    ];
  });
}
