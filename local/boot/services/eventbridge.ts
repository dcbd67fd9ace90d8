import { createEventBridge } from '../../eventbridge/index.ts';
import type { Lambda } from '../../lambda/index.ts';
import type { Queues } from '../../sqs/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';

/** A schedule's minute lasts a second unless said. */
const MINUTE_MS = 1000;

export const eventBridge = serviceRow(
  'eventBridge',
  (cloud: CloudParts, others: { sqs: Queues; lambda: Lambda }) => {
    const buses = createEventBridge({
      database: cloud.database,
      clock: cloud.clock,
      authorize: cloud.authorizer.authorize,
      minuteMs: cloud.options.minuteMs ?? MINUTE_MS,
      invokeFunction: others.lambda.invokeAsync,
      sendToQueue: (queueArn, body, by, attributes) => others.sqs.send(queueArn, body, by, attributes),
      onNoRoom: cloud.onFault,
      onFailedDelivery: ({ rule, target, errorCode, errorMessage }) => {
        cloud.troubles.emit(`${rule} could not reach ${target}: ${errorCode}: ${errorMessage}`);
      },
    });
    const service = cloud.signed(buses.service, 'events');
    return {
      api: buses,
      serves: { events: buses.service.actions },
      routes: { targets: { AWSEvents: service, events: service } },
      faults: { events: buses.faults },
      declare(stack) {
        const [schedule] = stack.schedules;
        if (schedule)
          throw new Error(
            `${schedule.logicalId}: the local cloud has no EventBridge Scheduler; use a rule with a rate or cron expression`,
          );
        for (const bus of stack.buses) buses.declareBus(bus);
        for (const rule of stack.rules) buses.declareRule(rule);
        for (const lost of buses.restoreRules()) cloud.troubles.emit(lost);
      },
      start() {
        buses.start();
      },
      reset() {
        buses.reset();
      },
    };
  },
);
