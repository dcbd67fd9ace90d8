import { ALGORITHMS } from '../checksums/algorithms.ts';
import type { ParsedElement } from '../http/xml.ts';
import { s3Error } from '../s3-error.ts';
import type { Part, Upload } from '../store/uploads.ts';
import { MOST_PARTS } from './existing-upload.ts';

/** Every part but the last has at least so many bytes. */
const SMALLEST_PART = 5 * 1024 ** 2;

const withoutQuotes = (etag: string): string => etag.replace(/^"|"$/g, '');

/**
 * The parts that CompleteMultipartUpload lists, each checked against what was uploaded.
 * @throws S3Error MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall; InvalidRequest when a COMPOSITE upload's
 *   part comes without its checksum
 */
export function completedParts(
  listed: readonly ParsedElement[],
  upload: Upload,
  uploaded: readonly Part[],
): Part[] {
  if (listed.length === 0 || listed.length > MOST_PARTS) throw s3Error('MalformedXML');
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  let previous = 0;
  const parts = listed.map((entry) => {
    const number = Number(entry.text('PartNumber'));
    const etag = entry.text('ETag');
    if (!Number.isInteger(number) || number < 1 || etag === undefined) throw s3Error('MalformedXML');
    if (number <= previous) throw s3Error('InvalidPartOrder');
    previous = number;
    const part = byNumber.get(number);
    if (part?.etag !== withoutQuotes(etag) || !checksumMatches(entry, upload, part)) {
      throw s3Error('InvalidPart', undefined, { elements: { PartNumber: String(number), ETag: etag } });
    }
    return part;
  });
  for (const part of parts.slice(0, -1)) {
    if (part.size < SMALLEST_PART) {
      throw s3Error('EntityTooSmall', undefined, {
        elements: {
          ETag: part.etag,
          MinSizeAllowed: String(SMALLEST_PART),
          ProposedSize: String(part.size),
          PartNumber: String(part.number),
        },
      });
    }
  }
  return parts;
}

function checksumMatches(entry: ParsedElement, { checksum }: Upload, part: Part): boolean {
  if (!checksum || !part.checksum) return true;
  const given = entry.text(ALGORITHMS[checksum.algorithm].element);
  if (given === undefined && checksum.type === 'COMPOSITE') {
    throw s3Error(
      'InvalidRequest',
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include ` +
        `the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  }
  return given === undefined || given === part.checksum.value;
}
