import { createEventBridge } from '../../eventbridge/index.ts';
import type { Lambda } from '../../lambda/index.ts';
import type { Sns } from '../../sns/index.ts';
import type { Queues } from '../../sqs/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';
import { MINUTE_MS } from '../minute.ts';

export const eventBridge = serviceRow(
  'eventBridge',
  (cloud: CloudParts, others: { sqs: Queues; sns: Sns; lambda: Lambda }) => {
    const buses = createEventBridge({
      database: cloud.database,
      clock: cloud.clock,
      authorize: cloud.authorizer.authorize,
      mayAssume: (roleArn, service, context) =>
        cloud.runtimeRoles.has(roleArn) && cloud.authorizer.mayAssume(roleArn, service, context),
      minuteMs: cloud.options.minuteMs ?? MINUTE_MS,
      invokeFunction: others.lambda.invokeAsync,
      sendToQueue: (queueArn, body, by, attributes) => others.sqs.send(queueArn, body, by, attributes),
      publishToTopic: others.sns.publish,
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
        for (const bus of stack.buses) buses.declareBus(bus);
        for (const { logicalId: _logicalId, ...archive } of stack.archives) buses.declareArchive(archive);
        for (const rule of stack.rules) buses.declareRule(rule);
        for (const lost of buses.restore()) cloud.troubles.emit(lost);
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
