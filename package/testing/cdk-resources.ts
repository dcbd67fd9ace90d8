import type { ForeignResource, ForeignTemplate } from './foreign-template.ts';

type Resources = ForeignTemplate['Resources'];

/** What a tool counts its users by, and what the CDK's own functions do at a deployment or its end: nothing is there to do on one machine. */
const NOTHING_TO_DO: readonly string[] = [
  'AWS::CDK::Metadata',
  'Custom::S3AutoDeleteObjects',
  'Custom::LogRetention',
];

/**
 * Resources as CloudFormation itself has them, for those that the CDK makes by a function of its own at the deployment. A bucket
 * whose events go to EventBridge (`eventBridgeEnabled`) is a `Custom::S3BucketNotifications` there; what such a one says beside is not read, so
 * that it stays, and is refused by its name. A `TableV2` in one Region is a table.
 */
export function withoutCdkFunctions(resources: Resources): Resources {
  const entries = Object.entries(resources);
  const told = new Set(entries.flatMap(([, resource]) => bucketToldToEventBridge(resource) ?? []));
  const isDone = (resource: ForeignResource): boolean =>
    NOTHING_TO_DO.includes(resource.Type) || bucketToldToEventBridge(resource) !== undefined;
  const done = entries.filter(([, resource]) => isDone(resource));
  if (done.length === 0 && !entries.some(([, resource]) => isTableOfOneRegion(resource))) return resources;
  const left = entries
    .filter(([, resource]) => !isDone(resource))
    .map(([logicalId, resource]): [string, ForeignResource] => [
      logicalId,
      told.has(logicalId) ? withEventBridge(resource) : asTable(resource),
    ]);
  const servants = new Set(done.flatMap(([, { Properties }]) => attributeOf(Properties?.ServiceToken) ?? []));
  const isNeeded = (servant: string): boolean =>
    left.some(
      ([logicalId, { Properties }]) =>
        logicalId !== servant && JSON.stringify(Properties ?? {}).includes(`"${servant}"`),
    );
  return Object.fromEntries(left.filter(([logicalId]) => !servants.has(logicalId) || isNeeded(logicalId)));
}

/** The bucket's logical id, where a custom resource does no more than to have its events told to EventBridge. */
function bucketToldToEventBridge({ Type, Properties = {} }: ForeignResource): string | undefined {
  if (Type !== 'Custom::S3BucketNotifications') return undefined;
  const { BucketName, NotificationConfiguration } = Properties;
  const members = Object.keys(Object(NotificationConfiguration) as object);
  if (members.join() !== 'EventBridgeConfiguration') return undefined;
  const { Ref } = Object(BucketName) as { Ref?: unknown };
  return typeof Ref === 'string' ? Ref : undefined;
}

const withEventBridge = (bucket: ForeignResource): ForeignResource => ({
  ...bucket,
  Properties: { ...bucket.Properties, NotificationConfiguration: { EventBridgeConfiguration: {} } },
});

const isTableOfOneRegion = ({ Type, Properties }: ForeignResource): boolean =>
  Type === 'AWS::DynamoDB::GlobalTable' && [Properties?.Replicas].flat().length === 1;

function asTable(resource: ForeignResource): ForeignResource {
  if (!isTableOfOneRegion(resource)) return resource;
  const { Replicas: _one, ...Properties } = resource.Properties ?? {};
  return { ...resource, Type: 'AWS::DynamoDB::Table', Properties };
}

const attributeOf = (value: unknown): string | undefined => {
  const { 'Fn::GetAtt': attribute } = Object(value) as { 'Fn::GetAtt'?: unknown };
  const [logicalId] = Array.isArray(attribute) ? (attribute as unknown[]) : [];
  return typeof logicalId === 'string' ? logicalId : undefined;
};
