import type { TemplateResource } from './adopt-existing.ts';

/** The kinds that cost money by the hour or the month though they are not used. */
const COSTS: Record<string, string> = {
  'AWS::HealthLake::FHIRDatastore': 'billed by the hour until it is deleted',
  'AWS::KMS::Key': 'billed by the month; without it, what it encrypted is lost',
  'AWS::S3::Bucket': 'billed for what lies in it',
  'AWS::S3::BucketPolicy': 'costs nothing',
  'AWS::DynamoDB::Table': 'billed for what lies in it',
};

/** What stays when the stack goes, a line each: logical id, kind, and what it goes on costing. */
export const retainedResources = (resources: Readonly<Record<string, TemplateResource>>): string[] =>
  Object.entries(resources)
    .filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'))
    .map(([logicalId, { Type }]) => `${logicalId} (${Type}): ${COSTS[Type] ?? 'stays'}`);
