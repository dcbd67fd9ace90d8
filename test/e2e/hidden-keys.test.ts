import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PROJECT } from '../../tools/build/project.ts';
import { serviceRoot } from '../tools/build/service-root.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { stageResources } from '../../cli/stage/stage-resources.ts';
import { readTrace } from '../../cli/trace/read-trace.ts';
import { hmacKeyMask, hmacSecretOf } from '../../lib/publish/object-key-masking.ts';
import { expectNoSecrets } from '../support/expect-no-secrets.ts';

const NAME = 'Quackenbush';
const SSN = '078-05-1120';

let root: string;
let cloud: CloudUnderTest;
beforeAll(async () => {
  root = serviceRoot({});
  for (const folder of ['handlers', 'lib', 'events', 'tsconfig.json']) {
    rmSync(join(root, folder), { recursive: true, force: true });
    symlinkSync(join(PROJECT, folder), join(root, folder));
  }
  const config = JSON.parse(readFileSync(join(root, 'config/local.json'), 'utf8')) as object;
  writeFileSync(join(root, 'config/local.json'), JSON.stringify({ ...config, hideKeys: true }));
  cloud = await startCloud({}, root);
}, 180_000);
afterAll(async () => {
  await cloud.end();
  rmSync(root, { recursive: true });
});

test('with hideKeys nothing of a key is in Inlet’s events, in logs, metrics or summaries, and all goes on as always', async () => {
  const drop = (key: string, body: string) =>
    cloud.s3.send(new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key: key, Body: Buffer.from(body) }));
  await drop(`${NAME}/${SSN}.ndjson`, patients(2, 'a'));
  await drop(`${NAME}/bad-${SSN}.ndjson`, `${patients(1, 'b')}{"resourceType": "${NAME}", "id": "${SSN}"}\n`);
  await drop(`${NAME}/${SSN}.json`, '{}');
  await drop(`${NAME}-marked/_manifest.json`, `["${SSN}.ndjson"]`);
  await drop(`${SSN}.ndjson`, patients(1, 'c'));
  await cloud.idle();

  expect(cloud.statusEvents().filter(({ status }) => status.startsWith('COMPLETED'))).toHaveLength(2);
  const summaries = cloud.summaries();
  expect(summaries.map(({ complete }) => complete)).toEqual([true, true]);
  expect(summaries.some(({ issues }) => issues[0]?.samples[0]?.startsWith('k-'))).toBe(true);

  // The S3 events that AWS itself puts on the default bus have keys.
  const own = cloud.events.filter(({ source }) => source === 'inlet');
  expect(own.length).toBeGreaterThan(6);
  for (const captured of [own, cloud.logs, cloud.troubles])
    expectNoSecrets(JSON.stringify(captured), [NAME, SSN]);
});

test('with hideKeys a trace finds a key by its hash, and shows nothing of it', async () => {
  const stage = await stageResources('local', { AWS_ENDPOINT_URL: cloud.url });
  const client = new CloudWatchLogsClient(stage.clientSettings);
  const FunctionName = 'inlet-local-record-arrivals';
  const { Environment } = await cloud.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const maskKey = hmacKeyMask(hmacSecretOf(Environment?.Variables?.KMS_KEY_ARN ?? ''));
  try {
    // The command takes this from config/<stage>.json; here that is another project's.
    const hidden = { ...stage, maskKey };
    const trace = await readTrace(hidden, client, 'the file', { key: `${NAME}/${SSN}.ndjson` });
    const functions = new Set(trace.lines.map((line) => line.function));
    expect([...functions].sort()).toEqual([
      'poll-jobs',
      'record-arrivals',
      'start-imports',
      'summarize-import',
    ]);
    expect(trace.ids.keys).toEqual([maskKey(`${NAME}/${SSN}.ndjson`)]);
    expectNoSecrets(JSON.stringify(trace), [NAME, SSN]);
  } finally {
    client.destroy();
    stage.close();
  }
});
