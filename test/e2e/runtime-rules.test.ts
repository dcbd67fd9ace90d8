import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, temporaryFolder } from '../support/cloud.ts';
import type { CliSession } from '../support/programs.ts';
import { startCliSession, testWith } from '../support/programs.ts';
import { letsRulesSend } from '../support/queue-policy.ts';

const BUS = 'inlet-local';
const RULE = `arn:aws:events:us-east-1:000000000000:rule/${BUS}/ends`;
const BUS_ARN = `arn:aws:events:us-east-1:000000000000:event-bus/${BUS}`;
const ARCHIVE_ARN = 'arn:aws:events:us-east-1:000000000000:archive/mine';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:ends';

let cloud: CloudUnderTest;
let cli: CliSession;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
  cloud = await startCloud({ stateFolder: temporary.folder });
  cli = startCliSession(cloud.url);
});
afterAll(async () => {
  await cli.end();
  await cloud.end();
  await temporary.remove();
});

/** Bodies of the queue's messages, taken out of it. */
async function received(
  QueueUrl: string,
): Promise<{ detail: Record<string, unknown>; 'replay-name'?: string }[]> {
  const { Messages = [] } = await cloud.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  );
  for (const { ReceiptHandle } of Messages)
    await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return Messages.map(({ Body }) => JSON.parse(Body ?? '') as { detail: Record<string, unknown> });
}

const json = async <Answer>(...args: string[]): Promise<Answer> =>
  JSON.parse(await cli.aws('events', ...args, '--output', 'json')) as Answer;

/** Version 1 of the AWS CLI takes no endpoint for SQS from the environment (findings/aws-cli-sqs-endpoint.sh). */
const sqs = (...args: string[]): Promise<string> => cli.aws('--endpoint-url', cloud.url, 'sqs', ...args);

const drop = (folder: string): Promise<unknown> =>
  cloud.s3.send(
    new PutObjectCommand({
      Bucket: `${BUS}-inbox`,
      Key: `${folder}/Patient.ndjson`,
      Body: patients(1, folder),
    }),
  );

describe('a rule and a queue, made by the AWS CLI', () => {
  testWith('aws')(
    'get the end of an import, after a restart and by a replay too, until they are deleted',
    async () => {
      const Policy = letsRulesSend(QUEUE, RULE);
      const { QueueUrl } = JSON.parse(
        await sqs('create-queue', '--queue-name', 'ends', '--attributes', JSON.stringify({ Policy })),
      ) as { QueueUrl: string };
      const pattern = { 'detail-type': ['Import Job Status Changed'], detail: { status: ['COMPLETED'] } };
      const ofRule = ['--event-bus-name', BUS];
      await cli.aws(
        'events',
        'put-rule',
        '--name',
        'ends',
        ...ofRule,
        '--event-pattern',
        JSON.stringify(pattern),
      );
      await cli.aws(
        'events',
        'put-targets',
        '--rule',
        'ends',
        ...ofRule,
        '--targets',
        `Id=queue,Arn=${QUEUE}`,
      );

      await cli.aws('events', 'create-archive', '--archive-name', 'mine', '--event-source-arn', BUS_ARN);
      await drop('before');
      await cloud.idle();
      const [end, ...more] = await received(QueueUrl);
      expect([end?.detail.status, more]).toEqual(['COMPLETED', []]);

      await cli.end();
      await cloud.end();
      cloud = await startCloud({ stateFolder: temporary.folder });
      cli = startCliSession(cloud.url);
      const again = QueueUrl.replace(/^.*?(?=\/0)/, cloud.url);
      await drop('after');
      await cloud.idle();
      expect(await received(again)).toHaveLength(1);

      const archive = await json<{ EventCount: number }>('describe-archive', '--archive-name', 'mine');
      expect(archive.EventCount).toBe(cloud.events.filter(({ busName }) => busName === BUS).length);
      await json(
        ...['start-replay', '--replay-name', 'once-more', '--event-source-arn', ARCHIVE_ARN],
        ...['--event-start-time', '2000-01-01T00:00:00Z', '--event-end-time', '2100-01-01T00:00:00Z'],
        ...['--destination', JSON.stringify({ Arn: BUS_ARN, FilterArns: [RULE] })],
      );
      await cloud.idle();
      expect(await json('describe-replay', '--replay-name', 'once-more')).toMatchObject({
        State: 'COMPLETED',
      });
      expect((await received(again)).map((event) => [event.detail.status, event['replay-name']])).toEqual([
        ['COMPLETED', 'once-more'],
        ['COMPLETED', 'once-more'],
      ]);
      await cli.aws('events', 'delete-archive', '--archive-name', 'mine');

      await cli.aws('events', 'remove-targets', '--rule', 'ends', ...ofRule, '--ids', 'queue');
      await cli.aws('events', 'delete-rule', '--name', 'ends', ...ofRule);
      await sqs('delete-queue', '--queue-url', again);
      await expect(received(again)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
      await drop('at-last');
      await cloud.idle();
    },
  );
});
