/** What the ARN of a data store names. */
export interface DatastoreArn {
  partition: string;
  region: string;
  accountId: string;
  datastoreId: string;
}

const DATASTORE_ARN =
  /^arn:(?<partition>aws[a-z-]*):healthlake:(?<region>[a-z0-9-]+):(?<accountId>\d{12}):datastore\/fhir\/(?<datastoreId>[^/]{1,32})$/u;

/** The ARN of a data store as IAM, tags and events write it (with `fhir/`). */
export const datastoreArn = ({ partition, region, accountId, datastoreId }: DatastoreArn): string =>
  `arn:${partition}:healthlake:${region}:${accountId}:datastore/fhir/${datastoreId}`;

/** The parts of a data store's ARN; undefined for any other text. */
export function parseDatastoreArn(arn: string): DatastoreArn | undefined {
  const { partition, region, accountId, datastoreId } = DATASTORE_ARN.exec(arn)?.groups ?? {};
  if (!partition || !region || !accountId || !datastoreId) return undefined;
  return { partition, region, accountId, datastoreId };
}
