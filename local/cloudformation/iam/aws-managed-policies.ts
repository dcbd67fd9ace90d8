import { unsupported } from '../template-error.ts';
import type { Statement } from './statement.ts';

const allow = (...actions: string[]): Statement => ({
  effect: 'Allow',
  actions,
  resources: ['*'],
  conditions: {},
});

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** The policies AWS itself keeps that a function's role is likely to name (AWS managed policy reference). */
const POLICIES: Readonly<Record<string, Statement[]>> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': [allow(...LOGS)],
  'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole': [
    allow('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...LOGS),
  ],
};

/** Whether this policy of AWS's is in the table. */
export const isManagedPolicyKnown = (arn: string): boolean => Object.hasOwn(POLICIES, arn);

/** The statements of an AWS managed policy. Throws a TemplateError for one that is not in the table. */
export function awsManagedPolicy(arn: string): Statement[] {
  const statements = POLICIES[arn];
  if (!statements)
    throw unsupported(`the managed policy ${arn} is not supported locally`, arn, Object.keys(POLICIES));
  return statements;
}
