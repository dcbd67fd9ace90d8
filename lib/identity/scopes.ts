/*
 * SMART App Launch 2.2.0, "Scopes for requesting FHIR resources": v2 (`cruds`, in this order) and v1's read, write and *.
 * What claims to be a resource scope and is not in this form, or asks for what the data store does not know, grants
 * nothing: it is never read as something wider or narrower.
 */
const RESOURCE_SCOPE =
  /^(?<context>patient|user|system)\/(?<type>\*|[A-Z][A-Za-z]{0,63})\.(?<rights>read|write|\*|(?=.)c?r?u?d?s?)(?:\?(?<filter>.*))?$/;
const CLAIMS_TO_BE_RESOURCE_SCOPE = /^\s*(?:patient|user|system)\//i;

/** v1's words in v2's letters (the same chapter, "Scopes for SMART v1"). */
const V1_RIGHTS: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

export type Right = 'c' | 'r' | 'u' | 'd' | 's';

/** One resource scope that counts. Plain data, read by what checks resource type, filter and compartment. */
export interface ResourceScope {
  /** As the token has it. */
  scope: string;
  /** `patient`: the compartment of the token's patient only. */
  context: 'patient' | 'user' | 'system';
  /** A FHIR resource type, or `*` for every type. */
  resourceType: string;
  version: 1 | 2;
  rights: ReadonlySet<Right>;
  /** Search parameters (decoded) that a resource must all meet; empty for every resource of the type. */
  filter: readonly { name: string; value: string }[];
}

/** Which scopes a data store honours: HealthLake Developer Guide, "SMART on FHIR OAuth 2.0 scopes". */
export interface ScopeAbilities {
  v2: boolean;
  /** Filters in v2 scopes, `permission-v2.2`; a store without it ignores them and would grant the whole type. */
  filters: boolean;
}

/** Why a scope counts for nothing. Stable: they are logged, with how often. */
export type DroppedScope = 'malformed' | 'not-honoured' | 'without-patient';

export interface ReadScopes {
  resource: readonly ResourceScope[];
  /** launch, openid, fhirUser, offline_access and whatever else is not a resource scope: passed on unchanged. */
  others: readonly string[];
  dropped: Readonly<Partial<Record<DroppedScope, number>>>;
}

/** What a store of this strategy, with these capabilities in its metadata, can honour. */
export const scopeAbilities = (strategy: string, capabilities: readonly string[]): ScopeAbilities => {
  const v2 = strategy === 'SMART_ON_FHIR' && capabilities.includes('permission-v2');
  return { v2, filters: v2 && capabilities.includes('permission-v2.2') };
};

/**
 * Reads a token's scopes, each once.
 *
 * @param claim one text with spaces (RFC 8693) or a list of texts
 * @param hasPatient whether the token names a patient; `patient/` scopes count for nothing without one
 */
export function readScopes(claim: unknown, abilities: ScopeAbilities, hasPatient: boolean): ReadScopes {
  const resource: ResourceScope[] = [];
  const others: string[] = [];
  const dropped: Partial<Record<DroppedScope, number>> = {};
  for (const scope of new Set(scopeList(claim))) {
    if (!CLAIMS_TO_BE_RESOURCE_SCOPE.test(scope)) {
      others.push(scope);
      continue;
    }
    const parsed = parseResourceScope(scope);
    const reason = parsed ? whyDropped(parsed, abilities, hasPatient) : 'malformed';
    if (reason) dropped[reason] = (dropped[reason] ?? 0) + 1;
    else if (parsed) resource.push(parsed);
  }
  return { resource, others, dropped };
}

/** Parses one resource scope; undefined where it is malformed. */
export function parseResourceScope(scope: string): ResourceScope | undefined {
  const { context, type, rights = '', filter } = RESOURCE_SCOPE.exec(scope)?.groups ?? {};
  if (context === undefined || type === undefined) return undefined;
  const v1 = V1_RIGHTS[rights];
  const parameters = filter === undefined ? [] : parseFilter(filter);
  // v1 knows no filters, and a filter is about one type's search parameters.
  if (!parameters || (filter !== undefined && (v1 !== undefined || type === '*'))) return undefined;
  return {
    scope,
    context: context as ResourceScope['context'],
    resourceType: type,
    version: v1 === undefined ? 2 : 1,
    rights: new Set((v1 ?? rights) as Iterable<Right>),
    filter: parameters,
  };
}

/** Search parameters of the type itself, with or without a modifier: no chains, no `_include`, no `_has`. */
const PARAMETER = /^(?!_(?:include|revinclude|has)\b)[A-Za-z_][\w-]*(?::[A-Za-z-]+)?$/;

function parseFilter(filter: string): { name: string; value: string }[] | undefined {
  const parameters = filter.split('&').map((pair) => {
    const [name = '', ...rest] = pair.split('=');
    const value = decoded(rest.join('='));
    // `$` parts the values of a composite parameter, which HealthLake does not take in scopes.
    return PARAMETER.test(name) && value && !value.includes('$') ? { name, value } : undefined;
  });
  return parameters.every((parameter) => parameter !== undefined) ? parameters : undefined;
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function whyDropped(
  { version, filter, context }: ResourceScope,
  abilities: ScopeAbilities,
  hasPatient: boolean,
): DroppedScope | undefined {
  if (version === 2 && !abilities.v2) return 'not-honoured';
  if (filter.length > 0 && !abilities.filters) return 'not-honoured';
  return context === 'patient' && !hasPatient ? 'without-patient' : undefined;
}

function scopeList(claim: unknown): string[] {
  const texts: unknown[] = Array.isArray(claim) ? claim : [claim];
  return texts.flatMap((text) => (typeof text === 'string' ? text.split(' ').filter(Boolean) : []));
}
