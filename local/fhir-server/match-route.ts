import { FHIR_ID, typeNumber } from '../../fhir/index.ts';
import { FhirError, notSupported } from './http/fhir-error.ts';
import type { Route } from './route.ts';
import { NOT_SERVED, ROUTES } from './interaction-routes.ts';
import { isRefused } from './resources/type-limits.ts';

/** Where a request goes, and what its path names. */
export interface Match {
  route: Route;
  /** '' where the path has none. */
  resourceType: string;
  id: string;
  versionId: string;
}

const SEGMENTS: Readonly<Record<string, RegExp>> = {
  ':type': /^[A-Z][A-Za-z]*$/,
  ':id': FHIR_ID,
  ':version': FHIR_ID,
  ':file': /^[A-Za-z]+(?:-\d+)+\.ndjson$/,
  ':operation': /^\$[a-z-]+$/,
};

/**
 * Finds what a method and a path ask for; HEAD asks for what GET does (FHIR R4, "RESTful API", "Support for HEAD").
 * @throws FhirError 404 for a path that leads nowhere, 405 for a method that it does not take, 501 for what FHIR has and
 *   this endpoint does not
 */
export function matchRoute(method: string, path: readonly string[]): Match {
  const asked = method === 'HEAD' ? 'GET' : method;
  const onPath = routesTo(path);
  const route = onPath.find((each) => each.method === asked);
  if (!route) throw refusal(asked, path, onPath);
  const named = (segment: string): string => path[route.path.split('/').indexOf(segment)] ?? '';
  const match = { route, resourceType: named(':type'), id: named(':id'), versionId: named(':version') };
  const { resourceType } = match;
  if (resourceType === '') return match;
  requireType(resourceType);
  if (isRefusedOf(resourceType, route))
    throw notAllowed(
      onPath.filter((each) => !isRefusedOf(resourceType, each)),
      `${resourceType} cannot be used with ${route.interaction}.`,
    );
  return match;
}

/** A condition is a search, which the type must have. */
const isRefusedOf = (resourceType: string, { interaction, isConditional }: Route): boolean =>
  isRefused(resourceType, interaction) || (isConditional === true && isRefused(resourceType, 'search-type'));

function requireType(name: string): void {
  if (typeNumber(name) === undefined)
    throw new FhirError(404, 'not-supported', 'HealthLake does not support this resource type.');
}

/** The methods that a path takes, HEAD with GET. @throws FhirError 404 for one that leads nowhere */
export function methodsOf(path: readonly string[]): string[] {
  const onPath = routesTo(path);
  const [type = ''] = path;
  if (onPath.some(isOfType)) requireType(type);
  const served = onPath.filter((each) => !isRefusedOf(type, each));
  if (served.length === 0) throw refusal('GET', path, []);
  return methodNames(served);
}

function refusal(method: string, path: readonly string[], onPath: readonly Route[]): FhirError {
  const missing = NOT_SERVED.find(
    (each) => each.methods.split(' ').includes(method) && matches(each.path, path),
  );
  if (missing) return notSupported(missing.what);
  if (onPath.length > 0) return notAllowed(onPath, 'The URL does not take this method.');
  return new FhirError(404, 'not-found', 'The URL leads to nothing that a FHIR endpoint has.');
}

const notAllowed = (allowed: readonly Route[], diagnostics: string): FhirError =>
  new FhirError(405, 'not-supported', diagnostics, {
    headers: { allow: methodNames(allowed).join(', ') },
  });

const methodNames = (routes: readonly Route[]): string[] => [
  ...new Set(routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))),
];

const isOfType = ({ path }: Route): boolean => path.startsWith(':type');

/** By the number of segments of their paths. */
let routesByLength: ReadonlyMap<number, readonly Route[]> | undefined;

/** What stands for itself on a path is no resource type. */
function routesTo(path: readonly string[]): readonly Route[] {
  routesByLength ??= Map.groupBy(ROUTES, (each) => formsOf(each.path).length);
  const routes = (routesByLength.get(path.length) ?? []).filter((each) => leadsTo(each, path));
  return routes.every(isOfType) ? routes : routes.filter((each) => !isOfType(each));
}

/** An operation that only some types have leads nowhere for the others. */
const leadsTo = ({ path: pattern, operation }: Route, path: readonly string[]): boolean =>
  matches(pattern, path) && operation?.types?.includes(path[0] ?? '') !== false;

function matches(pattern: string, path: readonly string[]): boolean {
  const forms = formsOf(pattern);
  return (
    forms.length === path.length &&
    forms.every((form, index) => {
      const given = path[index] ?? '';
      return typeof form === 'string' ? given === form : form.test(given);
    })
  );
}

const known = new Map<string, readonly (RegExp | string)[]>();

/** The segments of a pattern: each is a text, or has a form. */
function formsOf(pattern: string): readonly (RegExp | string)[] {
  const forms =
    known.get(pattern) ??
    (pattern === '' ? [] : pattern.split('/').map((segment) => SEGMENTS[segment] ?? segment));
  known.set(pattern, forms);
  return forms;
}
