import { createQueues } from '../../sqs/index.ts';
import { serviceRow } from '../service-row.ts';

export const sqs = serviceRow('sqs', ({ database, clock, authorizer, signed }) => {
  const queues = createQueues({
    database,
    clock,
    authorize: authorizer.authorize,
    serviceMayUseKey: authorizer.serviceMayUseKey,
  });
  const service = signed(queues.service, 'sqs');
  return {
    api: queues,
    serves: { sqs: queues.service.actions },
    routes: { targets: { AmazonSQS: service, sqs: service } },
    declare(stack) {
      for (const queue of stack.queues) queues.declare(queue);
    },
    reset() {
      queues.reset();
    },
  };
});
