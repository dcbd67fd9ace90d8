import { FixableError } from '../../../../errors/index.ts';
import { parameterOf } from '../adopt-existing.ts';
import type { Template } from '../adopt-existing.ts';

/** Every stack that was deployed to its end has it. */
const ALWAYS_THERE = 'StartImportsLambdaFunction';

/**
 * Stops a deployment that would make anew what the deployed stack has taken over, because a parameter of the
 * first deployment was left out: a second data store, empty, into which imports would go from then on.
 *
 * @param existing by logical id, what may be taken over
 * @param deployed logical ids of the resources that the stack has now
 * @throws FixableError that names the parameters
 */
export function checkNothingForgotten(
  template: Template,
  existing: Readonly<Record<string, string>>,
  deployed: readonly string[],
): void {
  if (!deployed.includes(ALWAYS_THERE)) return;
  const forgotten = Object.keys(existing).filter(
    (logicalId) => template.Resources[logicalId] && !deployed.includes(logicalId),
  );
  if (forgotten.length === 0) return;
  throw new FixableError(
    'ExistingNotNamed',
    `The stack uses ${forgotten.join(', ')} of an earlier one, and this deployment would make ${forgotten.length === 1 ? 'another' : 'others'}. ` +
      `Say again which: ${forgotten.map((logicalId) => `--param="existing${parameterOf(logicalId)}=..."`).join(' ')}, ` +
      'or for good under params of the stage in serverless.yml.',
    { expected: forgotten.map((logicalId) => `existing${parameterOf(logicalId)}`) },
  );
}
