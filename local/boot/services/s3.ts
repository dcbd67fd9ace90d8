import { join } from 'node:path';
import type { EventBridge } from '../../eventbridge/index.ts';
import { bucketArn } from '../../ground/index.ts';
import { createS3, refuseAsS3 } from '../../s3/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';

export const s3 = serviceRow('s3', (cloud: CloudParts, others: { eventBridge: EventBridge }) => {
  const objects = createS3({
    database: cloud.database,
    folder: join(cloud.folder, 'objects'),
    clock: cloud.clock,
    authorize: cloud.authorizer.authorize,
    onInternalError: cloud.onFault,
    onObjectCreated: (detail) => {
      others.eventBridge.put({
        source: 'aws.s3',
        detailType: 'Object Created',
        detail,
        resources: [bucketArn(detail.bucket.name)],
      });
    },
  });
  return {
    api: objects,
    serves: { s3: objects.service.actions },
    routes: { s3: cloud.signed(objects.service, 's3', refuseAsS3) },
    declare(stack) {
      for (const bucket of stack.buckets) objects.declareBucket(bucket);
    },
    reset: objects.reset,
  };
});
