import { brokenActionRules } from './action-rules.ts';
import type { ConfigProblem } from './config-error.ts';
import { duplicates } from './duplicates.ts';
import { brokenExportRules } from './export-rules.ts';
import { brokenSchedules } from './schedule-rules.ts';
import { scatteredStores } from './scattered-stores.ts';
import { brokenIdentityRules } from './identity-rules.ts';
import type { Route, StageConfig } from './stage-config.generated.ts';

/** The rules of a configuration that JSON Schema cannot say. Empty when all hold. */
export function brokenRules(config: StageConfig, stage: string): ConfigProblem[] {
  return [
    ...duplicates(config.routes, 'routes', 'name'),
    ...duplicates(config.routes, 'routes', 'prefix'),
    ...takesEveryKey(config.routes),
    ...config.routes.flatMap(closesInTime),
    ...scatteredStores(config),
    ...brokenExportRules(config, stage),
    ...brokenActionRules(config),
    ...brokenSchedules(config),
    ...brokenIdentityRules(config, stage),
  ];
}

function takesEveryKey(routes: readonly Route[]): ConfigProblem[] {
  return routes.some(({ prefix }) => prefix === '')
    ? []
    : [{ path: 'routes', rule: 'must have one with the prefix "", for keys that no other route takes' }];
}

function closesInTime({ quietSeconds, maxAgeSeconds }: Route, index: number): ConfigProblem[] {
  return quietSeconds <= maxAgeSeconds
    ? []
    : [
        {
          path: `routes[${index}].quietSeconds`,
          value: quietSeconds,
          rule: `must not be more than maxAgeSeconds (${maxAgeSeconds}), which closes the drop before`,
        },
      ];
}
