import type { EventBridge } from '../../eventbridge/index.ts';
import { createScheduler } from '../../eventbridge/index.ts';
import type { Lambda } from '../../lambda/index.ts';
import type { Sns } from '../../sns/index.ts';
import type { Queues } from '../../sqs/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';
import { MINUTE_MS } from '../minute.ts';

export const scheduler = serviceRow(
  'scheduler',
  (cloud: CloudParts, others: { sqs: Queues; sns: Sns; lambda: Lambda; eventBridge: EventBridge }) => {
    const { authorize, mayAssume } = cloud.authorizer;
    const { has } = cloud.runtimeRoles;
    const schedules = createScheduler({
      database: cloud.database,
      clock: cloud.clock,
      minuteMs: cloud.options.minuteMs ?? MINUTE_MS,
      pace: others.eventBridge,
      authorize,
      mayAssume: (roleArn, service, context) => has(roleArn) && mayAssume(roleArn, service, context),
      invokeFunction: others.lambda.invokeAsync,
      sendToQueue: (queueArn, body, by) => others.sqs.send(queueArn, body, by),
      publishToTopic: others.sns.publish,
      putEvent: (entry) => others.eventBridge.put(entry),
      onNoRoom: cloud.onFault,
      onFailed: (schedule, target, reason) => {
        cloud.troubles.emit(`${schedule} could not reach ${target}: ${reason}`);
      },
    });
    return {
      api: schedules,
      serves: { scheduler: schedules.service.actions },
      routes: { targets: { scheduler: cloud.signed(schedules.service, 'scheduler') } },
      declare(stack) {
        for (const schedule of stack.schedules) schedules.declare(schedule);
      },
      start: schedules.start,
      reset: schedules.reset,
    };
  },
);
