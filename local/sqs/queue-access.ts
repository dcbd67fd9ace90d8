import type { Authorize, Caller } from '../ground/index.ts';
import { ACCOUNT_ID, AwsError, viaService } from '../ground/index.ts';
import type { Statement } from '../cloudformation/index.ts';
import { evaluate } from '../cloudformation/index.ts';
import type { Queue } from './queue.ts';

/** An AWS service that acts for a resource, such as EventBridge for a rule. */
export interface ServiceSender {
  kind: 'service';
  service: string;
  sourceArn: string;
}

export type Sender = ServiceSender | Caller;

/**
 * Checks a use of a queue. A service needs a statement of the queue's policy; a role needs its own statements
 * or the queue's; a Deny of the queue's policy wins over both.
 * @throws AwsError AccessDenied naming who, what and where
 */
export function checkAccess(queue: Queue, by: Sender, action: string, authorize: Authorize): void {
  const { allowed, decidedBy } = evaluate(
    (queue.policy ?? []).filter((statement) => isAbout(statement, by)),
    { action, resource: queue.arn, context: contextOf(by) },
  );
  if (allowed) return;
  if (decidedBy.length > 0) throw denied(queue, by, action, 'with an explicit deny in the queue policy');
  if (by.kind === 'service')
    throw denied(queue, by, action, 'because the queue policy does not allow it for this source');
  authorize(by, action, queue.arn);
}

/** What the key of an encrypted queue must allow a role (SQS Developer Guide, "Key management"). */
const KEY_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
};

/** Whether a service may use a key in its own name. */
export type ServiceMayUseKey = (
  service: string,
  action: string,
  keyArn: string,
  context: Record<string, string>,
) => boolean;

/**
 * A role needs its rights on the queue's key as well, a service those of the key's own policy.
 * @throws AwsError KMS.AccessDeniedException, or AccessDenied for a role
 */
export function checkKeyAccess(
  queue: Queue,
  by: Sender,
  action: string,
  authorize: Authorize,
  serviceMayUseKey: ServiceMayUseKey,
): void {
  const { kmsKeyArn } = queue;
  if (kmsKeyArn === undefined) return;
  for (const keyAction of KEY_ACTIONS[action] ?? []) {
    if (by.kind !== 'service') authorize(by, keyAction, kmsKeyArn, viaService('sqs'));
    else if (!serviceMayUseKey(by.service, keyAction, kmsKeyArn, contextOf(by)))
      throw new AwsError(
        'KMS.AccessDeniedException',
        `${by.service} is not authorized to perform: ${keyAction} on resource: ${kmsKeyArn}, which encrypts ${queue.arn}, because the key's policy does not allow it.`,
      );
  }
}

function isAbout({ principals }: Statement, by: Sender): boolean {
  const { Service: services = [], AWS: accounts = [] } = principals ?? {};
  if (accounts.includes('*')) return true;
  return by.kind === 'service'
    ? services.includes(by.service) || services.includes('*')
    : accounts.includes(arnOf(by));
}

const arnOf = (caller: Caller): string =>
  caller.kind === 'role' ? caller.roleArn : `arn:aws:iam::${ACCOUNT_ID}:root`;

/** The local cloud is loopback only and stands for TLS, so a policy that demands it is content. */
const contextOf = (by: Sender): Record<string, string> => ({
  'aws:SecureTransport': 'true',
  'aws:PrincipalIsAWSService': String(by.kind === 'service'),
  ...(by.kind === 'service'
    ? { 'aws:SourceArn': by.sourceArn, 'aws:SourceAccount': by.sourceArn.split(':')[4] ?? ACCOUNT_ID }
    : { 'aws:PrincipalArn': arnOf(by), 'aws:PrincipalAccount': ACCOUNT_ID }),
});

function denied(queue: Queue, by: Sender, action: string, reason: string): AwsError {
  const who = by.kind === 'service' ? `${by.service} for ${by.sourceArn}` : arnOf(by);
  return new AwsError(
    'AccessDenied',
    `${who} is not authorized to perform: ${action} on resource: ${queue.arn} ${reason}.`,
    403,
  );
}
