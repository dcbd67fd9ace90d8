import { createCloudWatch, refuseAsCloudWatch } from '../../cloudwatch/index.ts';
import type { EventBridge } from '../../eventbridge/index.ts';
import { arnOf } from '../../ground/index.ts';
import type { Queues } from '../../sqs/index.ts';
import type { Sns } from '../../sns/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { serviceRow } from '../service-row.ts';

/** CloudWatch: the metrics that functions write into their logs, those of functions and queues, and the alarms on them. */
export const cloudWatch = serviceRow(
  'cloudWatch',
  (cloud: CloudParts, { sqs, sns, eventBridge }: { sqs: Queues; sns: Sns; eventBridge: EventBridge }) => {
    const { database, clock, authorizer, stack, signed, logs, onFault } = cloud;
    const metrics = createCloudWatch({
      database,
      clock,
      authorize: authorizer.authorize,
      resources: stack.resources,
      queueOf: (name) => {
        const arn = arnOf('sqs', name);
        return sqs.list().some((queue) => queue.arn === arn)
          ? { ...sqs.count(arn), oldestSentAt: sqs.oldestSentAt(arn) }
          : undefined;
      },
      publish: (topicArn, subject, text, alarmArn) => {
        sns.publish(
          topicArn,
          text,
          { kind: 'service', service: 'cloudwatch.amazonaws.com', sourceArn: alarmArn },
          subject,
        );
      },
      putEvent: eventBridge.putWhereAsked,
      onRefused: (alarm, action, reason) => {
        cloud.troubles.emit(`${alarm} could not reach ${action}: ${reason}`);
      },
      onTrouble: onFault,
    });
    cloud.invoked.add(metrics.invoked);
    cloud.throttled.add(metrics.throttled);
    logs.add(({ line }) => {
      metrics.read(line);
    });
    const service = signed(metrics.service, 'monitoring', refuseAsCloudWatch);
    return {
      api: metrics,
      serves: { monitoring: metrics.service.actions },
      routes: { targets: { GraniteServiceVersion20100801: service, monitoring: service } },
      start: metrics.start,
      reset: metrics.reset,
      close() {
        metrics.close();
        return Promise.resolve();
      },
    };
  },
);
