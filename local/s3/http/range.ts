import { s3Error } from '../s3-error.ts';
import type { ByteRange } from '../store/blobs.ts';

/**
 * The one range of a Range header (RFC 9110, section 14). Undefined, which means the whole object, for what S3 does
 * not take as a range: another unit, several ranges, an end before the start.
 * @throws S3Error InvalidRange when the range lies behind the last byte
 */
export function parseRange(range: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  if (start >= size || (first === '' && Number(last) === 0)) {
    throw s3Error('InvalidRange', undefined, {
      elements: { RangeRequested: range ?? '', ActualObjectSize: String(size) },
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { start, end };
}

/**
 * The range of x-amz-copy-source-range: `bytes=first-last`, both given and within the source.
 * @throws S3Error InvalidArgument, InvalidRange
 */
export function parseCopyRange(range: string | undefined, size: number): ByteRange | undefined {
  if (range === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) {
    throw s3Error(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the ' +
        'zero-based offsets of the first and last bytes to copy',
    );
  }
  if (Number(last) >= size) {
    throw s3Error('InvalidArgument', `Range specified is not valid for source object of size: ${size}`);
  }
  return { start: Number(first), end: Number(last) };
}
