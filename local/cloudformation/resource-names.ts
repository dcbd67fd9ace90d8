import { createHash } from 'node:crypto';
import type { JsonObject } from './json.ts';

/** What a resource's names are made of. */
export interface ResourceFacts {
  logicalId: string;
  properties: JsonObject;
  stackName: string;
  /** `http://127.0.0.1:port` of the local cloud. */
  endpoint: string;
  /** The id of the data store of this logical id; the same in every run. */
  dataStoreId: (logicalId: string) => string;
  /** 1 for the first published version of a function, and so on. */
  versionNumber: (functionName: string, logicalId: string) => number;
}

export interface ResourceType {
  /** What `Ref` answers. */
  ref: (resource: ResourceFacts) => string;
  /** What `Fn::GetAtt` answers, by attribute. */
  attributes: Readonly<Record<string, (resource: ResourceFacts) => string>>;
  /** Why the local cloud may leave the resource out; absent for what it runs. */
  withoutEffect?: string;
}

/** A property that is a text. */
export const text = (resource: ResourceFacts, property: string): string | undefined => {
  const value = resource.properties[property];
  return typeof value === 'string' ? value : undefined;
};

/** A name as CloudFormation would generate it, but the same in every run: stack, logical id, eight characters. */
export const generated = ({ stackName, logicalId }: ResourceFacts): string =>
  `${stackName}-${logicalId}-${digest(`${stackName}/${logicalId}`).slice(0, 8)}`;

export const digest = (value: string): string => createHash('sha256').update(value).digest('hex');

/** An id in the form of a UUID, the same in every run. */
export const uuid = (resource: ResourceFacts): string =>
  digest(`${resource.stackName}/${resource.logicalId}`).replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    '$1-$2-4$3-8$4-$5',
  );

/** The name that a property gives, or a generated one. */
export const named =
  (property: string) =>
  (resource: ResourceFacts): string =>
    text(resource, property) ?? generated(resource);

export const path = (resource: ResourceFacts): string => text(resource, 'Path') ?? '/';

export const bucketName = (resource: ResourceFacts): string =>
  text(resource, 'BucketName') ?? generated(resource).toLowerCase();
