import type { Route } from './route.ts';

/** Where something is stated: by HealthLake's Developer Guide, nowhere, or it is more than the guide has (`--guide-only` refuses that). */
export type Mark = 'assumed' | 'beyond the guide' | 'guide';

/** A part of the endpoint that docs/fhir-endpoint.md lists. */
export interface MarkedPart {
  /** As it is asked for. */
  part: string;
  mark: Mark;
  note: string;
}

/** Routes of which the guide says what they do, and not where they lie. */
const ASSUMED_ROUTES: Readonly<Record<string, string>> = {
  'GET export/:id/:type/:file': 'GetExportedFile: the guide has the action, and no address.',
  'GET Transaction/:id': 'The address comes with the answer to the transaction; where it lies is assumed.',
};

/** What is known of a route. */
export function markOf(
  route: Pick<Route, 'isBeyondGuide' | 'method' | 'path'>,
): Pick<MarkedPart, 'mark' | 'note'> {
  const assumed = ASSUMED_ROUTES[`${route.method} ${route.path}`];
  if (route.isBeyondGuide) return { mark: 'beyond the guide', note: '' };
  return assumed === undefined ? { mark: 'guide', note: '' } : { mark: 'assumed', note: assumed };
}

const guide = (part: string, note = ''): MarkedPart => ({ part, mark: 'guide', note });
const assumed = (part: string, note = ''): MarkedPart => ({ part, mark: 'assumed', note });

/** Parameters of every type. */
export const COMMON_MARKS: readonly MarkedPart[] = [
  ...['_id', '_lastUpdated', '_profile', '_security', '_source', '_tag'].map((name) => guide(name)),
  guide('_text', 'All words in the narrative, whatever their case: that is assumed.'),
  guide('createdAt', 'HealthLake’s own: when the first version was written.'),
];

/** Parameters of the answer. */
export const RESULT_MARKS: readonly MarkedPart[] = [
  guide('_count', 'From 1 to 100. Without it 100: that is assumed.'),
  guide('page', 'Opaque, bound to the search and its `_count`.'),
  guide('_sort', 'Up to five parameters. Which of several values counts is assumed.'),
  guide('_total', '`accurate` and `none`; that `estimate` is 400 is assumed.'),
  guide('_summary'),
  guide('_elements'),
  guide('_include', 'With `:iterate`, and `*`.'),
  guide('_revinclude', 'With `:iterate`. That `*` alone is 400 is assumed.'),
  guide('_has'),
  guide('a.b', 'A chain; more than 100 resources on its way are 400.'),
  assumed('_format', 'JSON alone.'),
];

/** Modifiers of search parameters. */
export const MODIFIER_MARKS: readonly MarkedPart[] = [
  assumed('missing', 'FHIR R4.'),
  assumed('exact', 'FHIR R4.'),
  assumed('contains', 'FHIR R4; differs by case as the guide has it of strings.'),
  assumed('not', 'FHIR R4; finds resources without a value, too.'),
  assumed('text', 'FHIR R4: a display or text that begins so.'),
  assumed('identifier', 'FHIR R4.'),
  assumed('below', 'FHIR R4, of URIs.'),
  assumed('above', 'FHIR R4, of URIs.'),
];
