import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { ACCOUNT_ID, arnOf } from '../../local/ground/index.ts';
import type { CloudUnderTest } from './cloud.ts';
import type { Resources } from './package-with-config.ts';
import type { Cause } from './runbook-causes.ts';
import { ReceiptHandle, switchSchedules } from './runbook-causes.ts';

/** What of the stage is other than as it is shipped, so that the causes below can be made on one machine. */
export const CHANGED_PARAMETERS = { encryptBus: 'true', consumerDeadLetters: 'true' };

/** No function of the local cloud waits for a minute, nor are there 800 of them. */
export function changeResources(resources: Resources): void {
  const property = (id: string, properties: object): void => {
    Object.assign(resources[id]?.Properties ?? {}, properties);
  };
  property('RunActionDurationAlarm', { Threshold: 1 });
  // One is reserved, see below.
  property('ConcurrencyAlarm', { Threshold: 2 });
  property('RunActionLambdaFunction', { ReservedConcurrentExecutions: 1 });
}

const runAction = (cloud: CloudUnderTest) =>
  cloud.lambda.send(
    new InvokeCommand({ FunctionName: 'inlet-local-run-action', Payload: Buffer.from('{"Records":[]}') }),
  );
const values = { function: 'run-action' };

export const CAUSES_OF_CHANGED_STAGE: readonly Cause[] = [
  {
    section: 'duration-of-a-function',
    alarm: 'run-action-duration',
    async make(cloud) {
      await runAction(cloud);
      return { values };
    },
  },
  {
    section: 'throttles-of-a-function',
    alarm: 'run-action-throttles',
    async make(cloud) {
      await Promise.allSettled(Array.from({ length: 8 }, () => runAction(cloud)));
      return { values };
    },
  },
  {
    section: 'concurrency',
    alarm: 'concurrency',
    before: (cloud) => switchSchedules(cloud, false),
    async make(cloud) {
      // All are due at once, each minute, until who takes so much takes it no more.
      await switchSchedules(cloud, true);
      const end = (): Promise<void> => switchSchedules(cloud, false);
      return { end, values: { 'its name': 'inlet-local-poll-jobs' } };
    },
  },
  {
    section: 'consumer-dead-letters',
    alarm: 'consumer-dead-letters',
    async make(cloud) {
      const EventBusName = 'inlet-local';
      const EventPattern = '{"source": ["somebody"]}';
      await cloud.eventBridge.send(new PutRuleCommand({ Name: 'theirs', EventBusName, EventPattern }));
      const DeadLetterConfig = { Arn: arnOf('sqs', 'inlet-local-consumer-dead-letters') };
      const Targets = [{ Id: 'gone', Arn: arnOf('sqs', 'gone'), DeadLetterConfig }];
      await cloud.eventBridge.send(new PutTargetsCommand({ Rule: 'theirs', EventBusName, Targets }));
      const Entries = [{ EventBusName, Source: 'somebody', DetailType: 'Something', Detail: '{}' }];
      await cloud.eventBridge.send(new PutEventsCommand({ Entries }));
      return { values: { ReceiptHandle } };
    },
  },
  {
    section: 'bus-dead-letters',
    alarm: 'bus-dead-letters',
    async make(cloud) {
      // Nothing is encrypted here, so that nothing can fail to be: the message is put there.
      const MessageBody = JSON.stringify({
        source: 'inlet',
        'detail-type': 'Nothing',
        detail: { eventId: 'e' },
      });
      const QueueUrl = `${cloud.url}/${ACCOUNT_ID}/inlet-local-bus-dead-letters`;
      await cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      let receipt = '';
      return {
        values: {
          'entries of the message': (printed) => {
            receipt = ReceiptHandle(printed);
            const [message] = (JSON.parse(printed) as { Messages: { Body: string }[] }).Messages;
            const event = JSON.parse(message?.Body ?? '{}') as Record<string, unknown>;
            const Detail = JSON.stringify(event.detail);
            return JSON.stringify([
              { EventBusName: 'inlet-local', Source: 'test', DetailType: event['detail-type'], Detail },
            ]);
          },
          ReceiptHandle: () => receipt,
        },
      };
    },
  },
];
