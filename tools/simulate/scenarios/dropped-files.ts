import type { ObjectSource, SimulatedObject } from '../s3/object-source.ts';

/** Files of one folder, which nobody holds. */
export interface DroppedFiles {
  /** With its closing "/". */
  folder: string;
  count: number;
  /** Bytes of each. */
  size: number;
  /** When the first was written, epoch milliseconds, and how long after it each next one. */
  from: number;
  everyMs: number;
}

const DIGITS = 7;

/** The file at an index, as S3 has it. Ids are as long as S3's. */
export const fileAt = ({ folder, size, from, everyMs }: DroppedFiles, index: number): SimulatedObject => {
  const number = String(index).padStart(DIGITS, '0');
  return {
    key: `${folder}Patient-${number}.ndjson`,
    size,
    etag: `${number}d41d8cd98f00b204e9800998e`,
    versionId: `${number}JlcpXroDTDmJrmSpXd3dIbrH`,
    lastModified: writtenAt({ from, everyMs }, index),
  };
};

/** The index of a file, by its key. */
export const indexOfFile = (key: string): number => Number(/-(\d+)\.ndjson$/.exec(key)?.[1] ?? -1);

/** When a file was written, epoch milliseconds. */
export const writtenAt = ({ from, everyMs }: Pick<DroppedFiles, 'from' | 'everyMs'>, index: number): number =>
  from + Math.floor(index * everyMs);

/** The files as a bucket has them. */
export const sourceOf = (files: DroppedFiles): ObjectSource => ({
  prefix: files.folder,
  count: files.count,
  at: (index) => fileAt(files, index),
});

/** S3's event about a file, as EventBridge hands it to the arrivals queue. */
export const createdEvent = (bucket: string, files: DroppedFiles, index: number): string =>
  eventOf(bucket, fileAt(files, index), index);

/** The marker of a folder, written when its last file was. */
export const markerOf = (files: DroppedFiles): SimulatedObject => ({
  ...fileAt(files, files.count - 1),
  key: `${files.folder}_SUCCESS`,
  size: 0,
});

/** S3's event about an object (S3 user guide, "EventBridge event message structure"). @param order of its key's events */
export function eventOf(
  bucket: string,
  { key, size, etag, versionId, lastModified }: SimulatedObject,
  order: number,
): string {
  const number = String(order).padStart(12, '0');
  return JSON.stringify({
    version: '0',
    id: `17793124-05d4-b198-2fde-${number}`,
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: new Date(lastModified).toISOString(),
    region: 'us-east-1',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag, 'version-id': versionId, sequencer: `0061${number}` },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '000000000000',
      'source-ip-address': '192.0.2.1',
      reason: 'PutObject',
    },
  });
}
