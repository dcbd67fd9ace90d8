import { AwsError } from '../../ground/index.ts';
import { existingBucket } from '../object-access.ts';
import { xmlAnswer } from '../http/answer.ts';
import { readXmlBody } from '../http/body.ts';
import { deletePrecondition } from '../http/conditions.ts';
import { announcedChecksum } from '../http/checksum-headers.ts';
import { header, type S3Request } from '../http/request.ts';
import { parseXml, writeXml, type ParsedElement, type XmlElements } from '../http/xml.ts';
import { removeObject } from '../remove-object.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import type { Operation } from '../operation.ts';

const MOST_KEYS = 1000;

/** Deletes one of the listed objects; its error is listed beside the other results, not instead of them. */
function deleteOne(
  storage: Storage,
  request: S3Request,
  entry: ParsedElement,
): { deleted?: XmlElements; error?: XmlElements } {
  const key = entry.text('Key');
  if (key === undefined || key === '') throw s3Error('MalformedXML');
  const versionId = entry.text('VersionId');
  const named = { Key: key, VersionId: versionId };
  try {
    for (const name of ['LastModifiedTime', 'Size'])
      if (entry.text(name) !== undefined) throw s3Error('NotImplemented');
    const removal = removeObject(
      storage,
      request.caller,
      { bucket: request.bucket, key, versionId },
      deletePrecondition(entry.text('ETag')),
    );
    const marker = removal.deleteMarker && { DeleteMarker: true, DeleteMarkerVersionId: removal.versionId };
    return { deleted: { ...named, ...marker } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { error: { ...named, Code: error.code, Message: error.message } };
  }
}

/** DeleteObjects. Its body must carry a checksum, as on S3. */
export const deleteObjects: Operation = async (storage, request) => {
  existingBucket(storage, request.bucket);
  if (header(request, 'content-md5') === undefined && !announcedChecksum(request.http.headers)) {
    throw s3Error(
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  }
  const body = parseXml(await readXmlBody(request.http), 'Delete');
  const entries = body.children('Object');
  if (entries.length === 0 || entries.length > MOST_KEYS) throw s3Error('MalformedXML');
  const results = entries.map((entry) => deleteOne(storage, request, entry));
  const quiet = body.text('Quiet') === 'true';
  return xmlAnswer(
    writeXml('DeleteResult', {
      Deleted: quiet ? undefined : results.map(({ deleted }) => deleted),
      Error: results.map(({ error }) => error),
    }),
  );
};
