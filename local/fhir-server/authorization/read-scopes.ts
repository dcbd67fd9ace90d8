/*
 * The service's own reading of a token's scopes (HealthLake Developer Guide, "SMART on FHIR OAuth 2.0 scopes"; SMART App
 * Launch 2.2.0). It shares nothing with the identity provider in lib/identity, as HealthLake shares nothing with it.
 */
const RESOURCE_SCOPE =
  /^(?<context>patient|user|system)\/(?<type>\*|[A-Z][A-Za-z]{0,63})\.(?<rights>read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(?<filter>.*))?$/;

/** RFC 6749 chapter 3.3: of such characters a scope is made; spaces part them. */
const SCOPE_TOKEN = /^[!#-[\]-~]+$/;

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
  /** What resources must meet all of, as a search would say it; empty for every resource. */
  filter: readonly FilterPart[];
}

export interface FilterPart {
  /** The search parameter's. */
  name: string;
  value: string;
}

/** A data store's AuthorizationStrategy, and the capabilities of its metadata. */
export interface ScopeRules {
  strategy: string;
  capabilities: readonly string[];
}

/**
 * The resource scopes that a data store honours. What it does not honour is left out, never read as something wider: v2
 * without `permission-v2` or on a V1 store, filters (`?category=...`) without `permission-v2.2`.
 * @param claim the texts of `scope`, separated by spaces
 */
export function readScopes(claim: string, { strategy, capabilities }: ScopeRules): ResourceScope[] {
  const knowsV2 = strategy === 'SMART_ON_FHIR' && capabilities.includes('permission-v2');
  const knowsFilters = knowsV2 && capabilities.includes('permission-v2.2');
  return [...new Set(claim.split(' '))].flatMap((scope): ResourceScope[] => {
    if (!SCOPE_TOKEN.test(scope)) return [];
    const { context, type, rights = '', filter: query } = RESOURCE_SCOPE.exec(scope)?.groups ?? {};
    if (context === undefined || type === undefined) return [];
    const v1 = Object.hasOwn(V1_RIGHTS, rights) ? V1_RIGHTS[rights] : undefined;
    if (v1 === undefined && !knowsV2) return [];
    // v1 knows no filters, and a filter is about one type's search parameters.
    if (query !== undefined && (!knowsFilters || v1 !== undefined || type === '*')) return [];
    const filter = query === undefined ? [] : readFilter(query);
    if (!filter) return [];
    return [
      {
        context: context as ResourceScope['context'],
        resourceType: type,
        rights: new Set((v1 ?? rights) as Iterable<Right>),
        filter,
      },
    ];
  });
}

/** `name=value&...`, percent-encoded. Undefined where a part is malformed. */
function readFilter(query: string): FilterPart[] | undefined {
  const parts = query.split('&').map((part) => {
    const [, name = '', encoded = ''] = /^([^=]+)=(.+)$/s.exec(part) ?? [];
    const value = decoded(encoded);
    return name !== '' && value ? { name, value } : undefined;
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
