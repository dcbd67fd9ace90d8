import { typedInlet } from '../../errors/index.ts';
import { pauseRoute, pausedRoutes, resumeRoute } from '../../lib/ledger/index.ts';
import { pausedText } from '../../lib/routes/index.ts';
import type { StageResources } from '../stage/index.ts';
import { routeNamed } from '../stage/index.ts';

/**
 * Pauses a route. @returns what to say of it
 * @throws UsageError where there is no such route
 */
export async function pauseRouteNamed(
  stage: StageResources,
  route: string | undefined,
  reason: string | undefined,
): Promise<string> {
  const { name } = routeNamed(stage, route);
  const pause = { route: name, since: stage.now(), ...(reason !== undefined && { reason }) };
  if (await pauseRoute(stage.ledger, pause))
    return `${name} is paused: none of its drops closes and none of its imports starts.\nnext  ${typedInlet(stage.stage)`resume ${name}`}`;
  const standing = (await pausedRoutes(stage.ledger, [{ name }])).get(name);
  return `${name} was paused before${standing ? ` (${pausedText(standing, 'it is')})` : ''}.`;
}

/**
 * Lets a route go on. One that the configuration has no more can be paused still, so its name is looked up only where it is not.
 * @returns what to say of it
 * @throws UsageError where there is no such route
 */
export async function resumeRouteNamed(stage: StageResources, route: string): Promise<string> {
  const pause = await resumeRoute(stage.ledger, route);
  if (pause)
    return `${route} goes on with the next run (${pausedText(pause, 'it was')}).\nnext  ${typedInlet(stage.stage)`status --watch`}`;
  return `${routeNamed(stage, route).name} was not paused.`;
}
