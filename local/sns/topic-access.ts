import type { Authorize, Caller } from '../ground/index.ts';
import { ACCOUNT_ID, AwsError, callerArn, iamArn, viaService } from '../ground/index.ts';
import type { Statement } from '../cloudformation/index.ts';
import { evaluate } from '../cloudformation/index.ts';
import { defaultStatements } from './default-policy.ts';
import type { Topic } from './topics.ts';

/** An AWS service that acts for a resource, such as EventBridge for a rule. */
export interface ServicePublisher {
  kind: 'service';
  service: string;
  sourceArn: string;
}

export type Publisher = Caller | ServicePublisher;

export interface TopicAccess {
  authorize: Authorize;
  serviceMayUseKey: (
    service: string,
    action: string,
    keyArn: string,
    context: Record<string, string>,
  ) => boolean;
}

/**
 * Checks a use of a topic. A service needs a statement of the topic's policy, a role its own statements or the topic's; a Deny of the
 * topic's policy wins over both. @throws AwsError AuthorizationError, or AccessDenied for a role
 */
export function checkTopicAccess(
  topic: Topic,
  by: Publisher,
  action: string,
  { authorize }: TopicAccess,
): void {
  // A role has what its own policies say where a topic has the default one (_assumed_: nothing names the owner of a role's call).
  const isDefault = topic.policy.length === 0 && by.kind === 'service';
  const statements = isDefault ? defaultStatements(topic.arn) : topic.policy;
  const { allowed, decidedBy } = evaluate(
    statements.filter((statement) => isAbout(statement, by)),
    { action, resource: topic.arn, context: contextOf(by) },
  );
  if (allowed) return;
  if (decidedBy.length > 0 || by.kind === 'service')
    throw new AwsError(
      'AuthorizationError',
      `${nameOf(by)} is not authorized to perform: ${action} on resource: ${topic.arn} ${decidedBy.length > 0 ? 'with an explicit deny in the topic policy' : 'because the topic policy does not allow it for this source'}.`,
      403,
    );
  authorize(by, action, topic.arn);
}

/** What publishing to an encrypted topic needs on its key (SNS Developer Guide, "Key management"). */
const KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

/** @throws AwsError KMSAccessDenied, or AccessDenied for a role */
export function checkTopicKey(
  { arn, kmsKeyArn }: Topic,
  by: Publisher,
  { authorize, serviceMayUseKey }: TopicAccess,
): void {
  if (kmsKeyArn === undefined) return;
  for (const action of KEY_ACTIONS) {
    if (by.kind !== 'service') authorize(by, action, kmsKeyArn, viaService('sns'));
    else if (!serviceMayUseKey(by.service, action, kmsKeyArn, contextOf(by)))
      throw new AwsError(
        'KMSAccessDenied',
        `${by.service} is not authorized to perform: ${action} on resource: ${kmsKeyArn}, which encrypts ${arn}, because the key's policy does not allow it.`,
      );
  }
}

function isAbout({ principals = {} }: Statement, by: Publisher): boolean {
  const { Service: services = [], AWS: accounts = [] } = principals;
  if (accounts.includes('*')) return true;
  if (by.kind === 'service') return services.includes(by.service) || services.includes('*');
  return accounts.includes(by.kind === 'role' ? by.roleArn : iamArn('root'));
}

const nameOf = (by: Publisher): string =>
  by.kind === 'service' ? `${by.service} for ${by.sourceArn}` : callerArn(by);

/** Loopback counts as a secure transport, as everywhere in the local cloud. */
const contextOf = (by: Publisher): Record<string, string> => ({
  'aws:SecureTransport': 'true',
  'aws:PrincipalIsAWSService': String(by.kind === 'service'),
  ...(by.kind === 'service'
    ? serviceContext(by)
    : {
        'aws:PrincipalArn': by.kind === 'role' ? by.roleArn : iamArn('root'),
        'aws:PrincipalAccount': ACCOUNT_ID,
        'aws:SourceOwner': ACCOUNT_ID,
      }),
});

/** _Assumed_: of the services here CloudWatch alone names the owner of its alarms; EventBridge documents that it does not. */
function serviceContext({ service, sourceArn }: ServicePublisher): Record<string, string> {
  const account = sourceArn.split(':')[4] ?? ACCOUNT_ID;
  return {
    'aws:SourceArn': sourceArn,
    'aws:SourceAccount': account,
    ...(service === 'cloudwatch.amazonaws.com' && { 'aws:SourceOwner': account }),
  };
}
