/**
 * In: a packaged CloudFormation template.
 * Out: the stack that it declares, and what its roles may do.
 * Touches: the template's file.
 */
export { parseFunctionReference } from './function-reference.ts';
export type { Authorizer } from './iam/authorizer.ts';
export { isManagedPolicyKnown } from './iam/aws-managed-policies.ts';
export { createAuthorizer, standardContext } from './iam/authorizer.ts';
export type { ConditionContext } from './iam/condition.ts';
export { evaluate } from './iam/evaluate.ts';
export { parsePolicy } from './iam/policy.ts';
export { policyDocument } from './iam/policy-document.ts';
export { roleOfDocuments } from './iam/role-of-documents.ts';
export type { Statement } from './iam/statement.ts';
export { matchesAction, matchesArn } from './iam/wildcard.ts';
export { RESOURCE_TYPES } from './resource-types.ts';
export { readStack } from './read-stack.ts';
export type {
  AsyncConfig,
  EventBus,
  EventSourceMapping,
  Key,
  LambdaFunction,
  Permission,
  Queue,
  Role,
  Rule,
  RuleTarget,
  Stack,
  StackResource,
} from './stack.ts';
export type { EventArchive } from './stack/stack-archives.ts';
export type { Topic, TopicSubscription } from './stack/stack-topics.ts';
