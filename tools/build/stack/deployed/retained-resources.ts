import type { TemplateResource } from '../adopt-existing.ts';
import { parameterOf } from '../adopt-existing.ts';

/** The kinds that cost money by the hour or the month though they are not used. */
const COSTS: Record<string, string> = {
  'AWS::HealthLake::FHIRDatastore': 'billed by the hour until it is deleted',
  'AWS::KMS::Key': 'billed by the month; without it, what it encrypted is lost',
  'AWS::S3::Bucket': 'billed for what lies in it',
  'AWS::DynamoDB::Table': 'billed for what lies in it',
};

/** A resource that a stack has, as CloudFormation lists it. */
export interface StackResource {
  LogicalResourceId?: string | undefined;
  PhysicalResourceId?: string | undefined;
  ResourceStatus?: string | undefined;
}

/**
 * What stays when a stack goes, a line each: the parameter that takes it over, with its id, and what it goes on costing. What the
 * stack had only taken over is not its own and not listed.
 * @param resources of the template
 * @param ofStack what the stack has
 */
export function retainedResources(
  resources: Readonly<Record<string, TemplateResource>>,
  ofStack: readonly StackResource[],
): string[] {
  const ids = new Map(
    ofStack
      .filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE')
      .map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]),
  );
  return Object.entries(resources).flatMap(([logicalId, { Type, DeletionPolicy }]) => {
    const id = ids.get(logicalId);
    if (id === undefined || DeletionPolicy?.startsWith('Retain') !== true || !(Type in COSTS)) return [];
    return [`--param="existing${parameterOf(logicalId)}=${id}"  ${COSTS[Type] ?? ''}`];
  });
}
