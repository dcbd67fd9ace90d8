import { notImplemented } from '../../ground/index.ts';
import { xmlAnswer } from '../http/answer.ts';
import { readXmlBody } from '../http/body.ts';
import { parseXml, writeXml } from '../http/xml.ts';
import { authorizeBucket } from '../object-access.ts';
import type { Operation } from '../operation.ts';

/** GetBucketNotificationConfiguration. */
export const getBucketNotification: Operation = (storage, { caller, bucket: name }) => {
  const { eventBridge } = authorizeBucket(storage, caller, 's3:GetBucketNotification', name);
  return xmlAnswer(
    writeXml('NotificationConfiguration', eventBridge ? { EventBridgeConfiguration: {} } : {}),
  );
};

/** What S3 sends its events to beside EventBridge (API reference, NotificationConfiguration). */
const OTHERS = ['TopicConfiguration', 'QueueConfiguration', 'CloudFunctionConfiguration'];

/**
 * PutBucketNotificationConfiguration: events go to EventBridge, or nowhere. A bucket of the template is as that has it again at the
 * next start, and after a reset.
 */
export const putBucketNotification: Operation = async (storage, { caller, bucket: name, http }) => {
  const bucket = authorizeBucket(storage, caller, 's3:PutBucketNotification', name);
  const configuration = parseXml(await readXmlBody(http), 'NotificationConfiguration');
  const other = OTHERS.find((element) => configuration.children(element).length > 0);
  if (other !== undefined)
    throw notImplemented(
      `${other} of a bucket's notifications: it sends events to EventBridge (EventBridgeConfiguration), whose rules send them on`,
    );
  const eventBridge = configuration.children('EventBridgeConfiguration').length > 0;
  storage.buckets.put({ ...bucket, eventBridge });
  return { status: 200 };
};
