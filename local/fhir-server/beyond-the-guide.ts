import { notInTheGuide } from './http/fhir-error.ts';
import type { FhirRequest } from './http/fhir-request.ts';
import { preferredReturn } from './http/preferences.ts';
import type { Route } from './route.ts';

/** What works here that HealthLake's Developer Guide does not name. */
export interface BeyondTheGuide {
  /** As the CapabilityStatement and the docs say it. */
  what: string;
  isAskedBy: (
    request: FhirRequest,
    route: Pick<Route, 'interaction' | 'method' | 'isBeyondGuide'>,
  ) => boolean;
}

const has = ({ header }: FhirRequest, name: string): boolean => header(name) !== undefined;

/** Search parameters that the guide has for conditional updates in Bundles. */
const IN_BUNDLES = new Set(['_id', '_tag', '_lastUpdated', 'createdAt', '_createdAt']);

/** All of it; routes that are beyond the guide as a whole say so in their own table. */
export const BEYOND_THE_GUIDE: readonly BeyondTheGuide[] = [
  { what: 'HEAD and OPTIONS', isAskedBy: ({ method }) => method === 'HEAD' || method === 'OPTIONS' },
  {
    what: 'conditional read (If-None-Match, If-Modified-Since)',
    isAskedBy: (request, { interaction }) =>
      interaction === 'read' && (has(request, 'if-none-match') || has(request, 'if-modified-since')),
  },
  {
    what: 'read of a part (_summary, _elements)',
    isAskedBy: ({ query }, { interaction }) =>
      (interaction === 'read' || interaction === 'vread') &&
      (query.has('_summary') || query.has('_elements')),
  },
  {
    what: 'conditional create (If-None-Exist)',
    isAskedBy: (request, { interaction }) => interaction === 'create' && has(request, 'if-none-exist'),
  },
  {
    what: 'Prefer: return=minimal, representation and OperationOutcome',
    isAskedBy: (request) => preferredReturn(request) !== undefined,
  },
  {
    what: 'request bodies in gzip',
    isAskedBy: (request) => request.isEntry !== true && has(request, 'content-encoding'),
  },
  {
    what: 'conditional update in a Bundle by other parameters than _id, _tag, _lastUpdated and createdAt',
    isAskedBy: ({ isEntry, method, path, query }) =>
      isEntry === true &&
      method === 'PUT' &&
      path.length === 1 &&
      [...query.keys()].some((name) => !IN_BUNDLES.has(name)),
  },
];

/** Refuses what the guide does not name. @throws FhirError 501 */
export function requireGuide(request: FhirRequest, route: Route): void {
  const { isBeyondGuide, interaction, operation } = route;
  if (isBeyondGuide) throw notInTheGuide(operation ? `$${operation.name} here` : interaction);
  const beyond = BEYOND_THE_GUIDE.find(({ isAskedBy }) => isAskedBy(request, route));
  if (beyond) throw notInTheGuide(beyond.what);
}
