import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serve } from '../../support/server.ts';
import { running } from './running.ts';

const run = promisify(execFile);
const installed = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

const cloud = running();
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve(cloud.queues.service);
});
afterAll(async () => {
  await server.close();
  cloud.close();
});

const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_DEFAULT_REGION: 'us-east-1',
};

describe('clients that nobody here wrote', () => {
  test('the AWS CLI sends and receives', async () => {
    if (!installed('which', 'aws')) {
      process.stderr.write('not tested: the AWS CLI is not installed\n');
      return;
    }
    const aws = async (...args: string[]): Promise<unknown> => {
      const { stdout } = await run(
        'aws',
        ['--endpoint-url', server.url, '--output', 'json', 'sqs', ...args],
        { env },
      );
      return JSON.parse(stdout);
    };
    const { QueueUrl } = (await aws('get-queue-url', '--queue-name', 'arrivals')) as { QueueUrl: string };
    await aws('send-message', '--queue-url', QueueUrl, '--message-body', 'from the CLI');
    expect(await aws('receive-message', '--queue-url', QueueUrl, '--wait-time-seconds', '1')).toMatchObject({
      Messages: [{ Body: 'from the CLI' }],
    });
  });

  test('boto3 sends and receives batches, and sees errors by their names', async () => {
    if (!installed('python3', '-c', 'import boto3')) {
      process.stderr.write('not tested: boto3 is not installed\n');
      return;
    }
    const script = `
import boto3, json, sys
sqs = boto3.client('sqs', endpoint_url=sys.argv[1])
url = sqs.get_queue_url(QueueName='arrivals-dead-letters')['QueueUrl']
sqs.send_message_batch(QueueUrl=url, Entries=[{'Id': str(n), 'MessageBody': str(n)} for n in range(3)])
messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=['All'])['Messages']
sqs.delete_message_batch(QueueUrl=url, Entries=[{'Id': m['Body'], 'ReceiptHandle': m['ReceiptHandle']} for m in messages])
left = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=['All'])['Attributes']['ApproximateNumberOfMessagesNotVisible']
try:
    sqs.get_queue_url(QueueName='gone')
except sqs.exceptions.QueueDoesNotExist as error:
    code = error.response['Error']['Code']
print(json.dumps({'bodies': [m['Body'] for m in messages], 'left': left, 'code': code}))
`;
    const { stdout } = await run('python3', ['-c', script, server.url], { env });
    expect(JSON.parse(stdout)).toEqual({
      bodies: ['0', '1', '2'],
      left: '0',
      code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });
});
