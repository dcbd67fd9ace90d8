import type { Key } from '../stack.ts';
import type { ConditionContext } from './condition.ts';
import { evaluate } from './evaluate.ts';
import type { Statement } from './statement.ts';

/** Who would use a key: a role of the account, or a service in its own name. */
export type KeyUser = { roleArn: string } | { service: string };

/**
 * Whether the key's own policy lets somebody use it, without a word of their own policies (KMS Developer Guide,
 * "Key policies in AWS KMS"). A statement for the account's root only delegates to those policies.
 */
export function keyPolicyAllows(key: Key, user: KeyUser, action: string, context: ConditionContext): boolean {
  const statements = key.policy.filter((statement) => isAbout(statement, user));
  return evaluate(statements, { action, resource: key.arn, context }).allowed;
}

function isAbout({ principals = {} }: Statement, user: KeyUser): boolean {
  if ('service' in user) return principals.Service?.includes(user.service) ?? false;
  return principals.AWS?.some((principal) => principal === '*' || principal === user.roleArn) ?? false;
}
