import type { Route } from '../../lib/routes/index.ts';
import { UsageError } from '../../errors/index.ts';
import type { StageResources } from './stage-resources.ts';

/**
 * The stage's route of this name.
 * @throws UsageError that lists the names there are
 */
export function routeNamed(
  { stage, routes }: Pick<StageResources, 'stage' | 'routes'>,
  name: string | undefined,
): Route {
  const route = routes.find((candidate) => candidate.name === name);
  if (route) return route;
  const names = routes.map((candidate) => candidate.name);
  throw new UsageError(`there is no route "${name ?? ''}": stage "${stage}" has ${names.join(', ')}`, {
    actual: name,
    expected: names,
  });
}
