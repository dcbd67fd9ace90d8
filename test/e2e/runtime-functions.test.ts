import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, temporaryFolder, until } from '../support/cloud.ts';
import type { CliSession } from '../support/programs.ts';
import { startCliSession, testWith } from '../support/programs.ts';
import { makeRole } from '../support/made-role.ts';
import { letsRulesSend } from '../support/queue-policy.ts';
import { PROJECT } from '../../tools/build/project.ts';

const BUS = 'inlet-local';
const ROLE = 'arn:aws:iam::000000000000:role/consumer';
const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function';
const ofBus = ['--event-bus-name', BUS];

let cloud: CloudUnderTest;
let cli: CliSession;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
  cloud = await startCloud({ stateFolder: join(temporary.folder, 'state') });
  cli = startCliSession(cloud.url);
  await makeRole(cli.aws, 'consumer', 'lambda.amazonaws.com');
});
afterAll(async () => {
  await cli.end();
  await cloud.end();
  await temporary.remove();
});

const aws = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await cli.aws(...args)) || '{}') as Record<string, unknown>;
/** Version 1 of the AWS CLI takes no endpoint for SQS from the environment (findings/aws-cli-sqs-endpoint.sh). */
const sqs = (...args: string[]) => aws('--endpoint-url', cloud.url, 'sqs', ...args);

/** A file with a zip of one module. */
function zipFile(source: string): string {
  const file = join(mkdtempSync(join(temporary.folder, 'zip-')), 'code.zip');
  writeFileSync(file, zipSync({ 'index.js': strToU8(source) }));
  return file;
}

const create = (name: string, source: string, ...more: string[]) =>
  aws(
    ...['lambda', 'create-function', '--function-name', name, '--runtime', 'nodejs24.x', '--role', ROLE],
    ...['--handler', 'index.handler', '--zip-file', `fileb://${zipFile(source)}`, ...more],
  );

/** A rule on Inlet's bus that invokes a function. */
async function subscribe(name: string, pattern: object): Promise<void> {
  const rule = `arn:aws:events:us-east-1:000000000000:rule/${BUS}/${name}`;
  await aws('events', 'put-rule', '--name', name, ...ofBus, '--event-pattern', JSON.stringify(pattern));
  await aws(
    ...['lambda', 'add-permission', '--function-name', name, '--statement-id', 'rule', '--source-arn', rule],
    ...['--action', 'lambda:InvokeFunction', '--principal', 'events.amazonaws.com'],
  );
  await aws(
    'events',
    'put-targets',
    '--rule',
    name,
    ...ofBus,
    '--targets',
    `Id=function,Arn=${LAMBDA}:${name}`,
  );
}

/** What the function has logged. */
async function logged(name: string): Promise<string[]> {
  const groups = await aws('logs', 'describe-log-groups', '--log-group-name-prefix', `/aws/lambda/${name}`);
  if ((groups.logGroups as object[]).length === 0) return [];
  const { events } = await aws('logs', 'filter-log-events', '--log-group-name', `/aws/lambda/${name}`);
  return (events as { message: string }[]).map(({ message }) => message);
}

async function drop(folder: string, body: string): Promise<void> {
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: `${BUS}-inbox`, Key: `${folder}/Patient.ndjson`, Body: body }),
  );
  await cloud.idle();
}

const TELLS = `exports.handler = async (event) => {
  for (const { detail } of event.Records?.map(({ body }) => JSON.parse(body)) ?? [event]) console.log(detail.status);
};`;

describe('functions made by the AWS CLI', () => {
  testWith('aws')('get the end of an import from a rule and from a queue, after a restart too', async () => {
    const pattern = { 'detail-type': ['Import Job Status Changed'], detail: { status: ['COMPLETED'] } };
    await create('by-rule', TELLS);
    await subscribe('by-rule', pattern);

    const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:ends';
    const Policy = letsRulesSend(QUEUE);
    await sqs('create-queue', '--queue-name', 'ends', '--attributes', JSON.stringify({ Policy }));
    await aws(
      'events',
      'put-rule',
      '--name',
      'to-queue',
      ...ofBus,
      '--event-pattern',
      JSON.stringify(pattern),
    );
    await aws('events', 'put-targets', '--rule', 'to-queue', ...ofBus, '--targets', `Id=queue,Arn=${QUEUE}`);
    await create('by-queue', TELLS);
    await aws(
      'lambda',
      'create-event-source-mapping',
      '--function-name',
      'by-queue',
      '--event-source-arn',
      QUEUE,
    );

    await drop('before', patients(1, 'before'));
    await until(async () => (await logged('by-rule')).length > 0, 'the rule has invoked its function');
    await until(async () => (await logged('by-queue')).length > 0, 'the queue has fed its function');

    await cli.end();
    await cloud.end();
    cloud = await startCloud({ stateFolder: join(temporary.folder, 'state') });
    cli = startCliSession(cloud.url);
    await drop('after', patients(1, 'after'));
    await until(async () => (await logged('by-rule')).length > 1, 'after a restart, too');
    await until(async () => (await logged('by-queue')).length > 1, 'after a restart, too');
    expect([await logged('by-rule'), await logged('by-queue')]).toEqual([
      ['COMPLETED', 'COMPLETED'],
      ['COMPLETED', 'COMPLETED'],
    ]);
  });

  testWith('aws')('are changed, described and taken away by their calls, with code from S3', async () => {
    await create('mine', 'exports.handler = async () => 1;');
    await aws('s3api', 'create-bucket', '--bucket', 'code');
    await aws(
      's3api',
      'put-object',
      '--bucket',
      'code',
      '--key',
      'mine.zip',
      '--body',
      zipFile('exports.handler = async () => "from S3";'),
    );
    await aws(
      'lambda',
      'update-function-code',
      '--function-name',
      'mine',
      '--s3-bucket',
      'code',
      '--s3-key',
      'mine.zip',
    );
    await aws(
      'lambda',
      'update-function-configuration',
      '--function-name',
      'mine',
      '--timeout',
      '9',
      '--environment',
      'Variables={GREETING=hello}',
    );
    await aws('lambda', 'wait', 'function-updated', '--function-name', 'mine');
    const answer = join(temporary.folder, 'answer.json');
    await aws('lambda', 'invoke', '--function-name', 'mine', answer);
    expect(readFileSync(answer, 'utf8')).toBe('"from S3"');
    const { Configuration } = await aws('lambda', 'get-function', '--function-name', 'mine');
    expect(Configuration).toMatchObject({ Timeout: 9, Environment: { Variables: { GREETING: 'hello' } } });
    const list = async () =>
      ((await aws('lambda', 'list-functions')).Functions as { FunctionName: string }[]).map(
        ({ FunctionName }) => FunctionName,
      );
    expect(await list()).toEqual(expect.arrayContaining(['mine', 'inlet-local-poll-jobs']));
    await aws('lambda', 'delete-function', '--function-name', 'mine');
    expect(await list()).not.toContain('mine');
  });
});

testWith('aws')('the example that reads failed lines runs here, by its own source', async () => {
  const template = readFileSync(join(PROJECT, 'examples', 'failed-lines', 'template.yml'), 'utf8');
  const source = /ZipFile: \|\n((?: {10}.*\n|\n)+)/.exec(template)?.[1]?.replaceAll(/^ {10}/gm, '') ?? '';
  await create('failed-lines', source);
  await subscribe('failed-lines', {
    source: ['inlet'],
    'detail-type': ['Import Results Summarized'],
    detail: { schemaVersion: ['1'], status: ['COMPLETED_WITH_ERRORS'] },
  });
  await drop('wrong', `${patients(1, 'right')}{"resourceType": "Patient", "id": "wrong", "gender": 7}\n`);
  await until(async () => (await logged('failed-lines')).length > 0, 'the example has been invoked');
  const [line = '{}'] = await logged('failed-lines');
  expect(JSON.parse(line)).toMatchObject({ lines: 1 });
});
