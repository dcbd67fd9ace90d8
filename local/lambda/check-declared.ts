import type { Authorizer, LambdaFunction } from '../cloudformation/index.ts';
import { ACCOUNT_ID, AwsError, notImplemented } from '../ground/index.ts';

/**
 * Checks what can be checked of a function before its first call.
 * @throws AwsError for another runtime than Node.js, and a role that Lambda may not assume
 */
export function checkDeclared(
  { runtime, roleArn, arn, logicalId }: LambdaFunction,
  mayAssume: Authorizer['mayAssume'] = () => true,
): void {
  if (!/^nodejs\d+\.x$/.test(runtime))
    throw notImplemented(`the runtime ${runtime}: it runs functions in Node.js (nodejs24.x)`);
  const context = { 'aws:SourceArn': arn, 'aws:SourceAccount': ACCOUNT_ID };
  if (mayAssume(roleArn, 'lambda.amazonaws.com', context)) return;
  throw new AwsError(
    'InvalidParameterValueException',
    `The role defined for the function cannot be assumed by Lambda. The trust policy of ${roleArn} does not let it (function ${logicalId}).`,
  );
}
