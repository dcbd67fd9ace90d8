import { refuseAsQuery } from '../../http/index.ts';
import { createSns } from '../../sns/index.ts';
import type { Queues } from '../../sqs/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';

export const sns = serviceRow('sns', (cloud: CloudParts, others: { sqs: Queues }) => {
  const topics = createSns({
    database: cloud.database,
    clock: cloud.clock,
    authorize: cloud.authorizer.authorize,
    serviceMayUseKey: cloud.authorizer.serviceMayUseKey,
    sendToQueue: (queueArn, body, by, attributes) => others.sqs.send(queueArn, body, by, attributes),
    onRefused: (topicArn, queueArn, reason) => {
      cloud.troubles.emit(`${topicArn} could not reach ${queueArn}: ${reason}`);
    },
  });
  return {
    api: topics,
    serves: { sns: topics.service.actions },
    routes: { targets: { sns: cloud.signed(topics.service, 'sns', refuseAsQuery) } },
    declare(stack) {
      for (const topic of stack.topics) topics.declareTopic(topic);
      for (const subscription of stack.subscriptions) topics.declareSubscription(subscription);
    },
    reset: topics.reset,
  };
});
