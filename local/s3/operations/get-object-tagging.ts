import { authorizeObject, existingObject } from '../object-access.ts';
import { xmlAnswer } from '../http/answer.ts';
import { versionHeaders } from '../http/object-headers.ts';
import { writeXml } from '../http/xml.ts';
import type { Operation } from '../operation.ts';

/** GetObjectTagging: an empty set, because writes with tags are refused. The AWS CLI asks before large copies. */
export const getObjectTagging: Operation = (storage, { caller, bucket, key, query }) => {
  const versionId = query.get('versionId') ?? undefined;
  const action = versionId === undefined ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging';
  authorizeObject(storage, caller, action, { bucket, key });
  const object = existingObject(storage, caller, { bucket, key, versionId });
  return xmlAnswer(writeXml('Tagging', { TagSet: {} }), versionHeaders(object));
};
