import { AwsError } from '../ground/index.ts';
import { nearestTo, serviceName } from './aws-service-names.ts';

/**
 * A call of an action that a service of the local cloud does not have: a clear answer, never a pretended success.
 * @param service the name that its requests are signed for, or the target of its JSON protocol
 */
export const actionNotServed = (service: string, action: string, served: readonly string[]): AwsError =>
  new AwsError(
    'NotImplemented',
    `Inlet's local cloud does not have ${action} of ${serviceName(service) ?? service}. What it has of it: ${[...served].sort().join(', ')}.`,
    501,
  );

/**
 * A request for a service that the local cloud does not have.
 * @param names what the request calls it: the target of its JSON protocol, and the name that it is signed for
 * @param served the services that there are, as people know them
 */
export function serviceNotServed(names: readonly string[], served: readonly string[]): AwsError {
  const [name = ''] = names;
  const known = names.map(serviceName).find((text) => text !== undefined);
  const nearest = names.map(nearestTo).find((text) => text !== undefined);
  return new AwsError(
    'NotImplemented',
    [
      `Inlet's local cloud has no service "${name}"${known === undefined ? '' : `, ${known}`}.`,
      ...(nearest === undefined ? [] : [`What comes nearest here: ${nearest}.`]),
      `It has ${served.join(', ')}; docs/local-cloud.md lists what of each.`,
    ].join(' '),
    501,
  );
}
