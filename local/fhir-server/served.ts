import { BEYOND_THE_GUIDE } from './beyond-the-guide.ts';
import type { Served } from './capability-statement.ts';
import { PATCH_FORMATS } from './interactions/patch.ts';
import type { Route } from './route.ts';
import { ROUTES } from './interaction-routes.ts';

/** Conditions that are headers, and so no routes of their own. */
const CONDITIONAL_HEADERS = ['create', 'read'];

const codesOf = (routes: readonly Route[]): string[] => [
  ...new Set(
    routes.flatMap(({ right, operation, interaction }) => (right && !operation ? [interaction] : [])),
  ),
];

function served(
  routes: readonly Route[],
  beyond: readonly string[],
  conditionalHeaders: readonly string[],
): Served {
  const operations = new Map(
    routes.flatMap(({ operation, path, isBeyondGuide = false }) => {
      const isOfSystem = path.startsWith('$');
      const each = operation && { ...operation, isBeyondGuide, isOfSystem };
      return each ? [[`${each.name} ${each.types?.join() ?? ''} ${isOfSystem}`, each]] : [];
    }),
  );
  return {
    interactions: codesOf(routes),
    patchFormats: PATCH_FORMATS,
    conditional: [...codesOf(routes.filter(({ isConditional }) => isConditional)), ...conditionalHeaders],
    operations: [...operations.values()],
    beyond,
  };
}

/** Everything, with what is beyond HealthLake's Developer Guide. */
export const ALL_SERVED: Served = served(
  ROUTES,
  [
    ...BEYOND_THE_GUIDE.map(({ what }) => what),
    ...ROUTES.flatMap(({ isBeyondGuide, operation, interaction }) =>
      isBeyondGuide
        ? [operation ? `$${operation.name} of ${operation.types?.join(', ') ?? 'any type'}` : interaction]
        : [],
    ),
  ],
  CONDITIONAL_HEADERS,
);

/** What the guide names. */
export const IN_THE_GUIDE: Served = served(
  ROUTES.filter(({ isBeyondGuide }) => !isBeyondGuide),
  [],
  [],
);
