import { awsManagedPolicy } from '../iam/aws-managed-policies.ts';
import type { Statement } from '../iam/statement.ts';
import { parseIdentityPolicy, parsePolicy } from '../iam/policy.ts';
import { readProperties } from '../property-reader.ts';
import type { ResolvedResource, ResolvedTemplate } from '../resolve.ts';
import type { Role } from '../stack.ts';
import { TemplateError } from '../template-error.ts';

const ATTACHED_POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/** A role with all its policies: inline, attached by resources of the template, and managed by AWS. */
export function readRole(
  { logicalId, properties, ref, attribute }: ResolvedResource,
  all: ResolvedTemplate,
): Role {
  const reader = readProperties(logicalId, properties);
  return {
    logicalId,
    name: ref,
    arn: attribute('Arn'),
    trust: located(logicalId, () => parsePolicy(reader.value('AssumeRolePolicyDocument'))),
    statements: [
      ...reader
        .objects('Policies')
        .flatMap((policy) => located(logicalId, () => parseIdentityPolicy(policy.value('PolicyDocument')))),
      ...attachedPolicies(ref, all),
      ...reader.texts('ManagedPolicyArns').flatMap((arn) => managedPolicy(logicalId, arn, all)),
    ],
  };
}

const attachedPolicies = (roleName: string, { resources }: ResolvedTemplate): Statement[] =>
  resources
    .filter(({ type }) => ATTACHED_POLICIES.includes(type))
    .filter(({ logicalId, properties }) => {
      const reader = readProperties(logicalId, properties);
      return reader.texts('Roles').includes(roleName) || reader.optionalText('RoleName') === roleName;
    })
    .flatMap(({ logicalId, properties }) =>
      located(logicalId, () => parseIdentityPolicy(properties.PolicyDocument)),
    );

function managedPolicy(logicalId: string, arn: string, { resources }: ResolvedTemplate): Statement[] {
  const own = resources.find(({ type, ref }) => type === 'AWS::IAM::ManagedPolicy' && ref === arn);
  return own
    ? located(own.logicalId, () => parseIdentityPolicy(own.properties.PolicyDocument))
    : located(logicalId, () => awsManagedPolicy(arn));
}

function located<T>(logicalId: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof TemplateError ? error.in(logicalId) : error;
  }
}
