import { optional, readProperties } from '../property-reader.ts';
import type { ResolvedResource } from '../resolve.ts';

/** AWS::Events::Archive. */
export interface EventArchive {
  logicalId: string;
  name: string;
  /** The bus whose events it keeps. */
  busName: string;
  description?: string;
  /** JSON, as DescribeArchive shows it. */
  eventPattern?: string;
  /** 0: for ever. */
  retentionDays: number;
}

export function readArchive({ logicalId, properties, ref }: ResolvedResource): EventArchive {
  const reader = readProperties(logicalId, properties);
  const pattern = reader.object('EventPattern');
  return {
    logicalId,
    name: ref,
    busName: reader.text('SourceArn').replace(/^.*:event-bus\//, ''),
    ...optional('description', reader.optionalText('Description')),
    ...(pattern && { eventPattern: JSON.stringify(pattern) }),
    retentionDays: reader.number('RetentionDays', 0),
  };
}
