import type { Route } from '../routes.ts';
import type { Reach } from './judge-scopes.ts';

/** What the caller of a request may do on its data store. */
export interface Access {
  /**
   * How much of a resource type the caller may reach with an interaction.
   * @param resourceType '' for an interaction that is about no type
   * @throws FhirError 403
   */
  reach: (route: Pick<Route, 'action' | 'right'>, resourceType: string) => Reach;
}
