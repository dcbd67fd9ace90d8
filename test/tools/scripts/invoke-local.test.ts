import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PROJECT } from '../../../tools/build/project.ts';
import { runServerless } from '../../../tools/build/run-serverless.ts';
import { localClientSettings } from '../../../local/boot/local-client.ts';
import { environmentAt } from '../../../cli/stage/local-environment.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { startCloud } from '../../support/cloud.ts';

interface InvokeLocal {
  asDeployed: (stage: string, functionName: string, clientSettings: () => object) => Promise<unknown>;
}

let cloud: CloudUnderTest;
let invokeLocal: InvokeLocal;
let given: string | undefined;
beforeAll(async () => {
  given = process.env.AWS_ENDPOINT_URL;
  cloud = await startCloud();
  invokeLocal = (await import(join(PROJECT, 'tools/scripts/invoke-local.mjs'))) as InvokeLocal;
});
afterAll(async () => {
  if (given === undefined) delete process.env.AWS_ENDPOINT_URL;
  else process.env.AWS_ENDPOINT_URL = given;
  await cloud.end();
});

test('sls invoke local runs the function in the framework, against what the local cloud has', async () => {
  const { set } = environmentAt(cloud.url, '', {});
  const said = await runServerless(
    { root: PROJECT, folder: PROJECT },
    ['invoke', 'local', '-f', 'pollJobs', '--stage', 'local', '-d', '{}'],
    { ...process.env, ...set },
  );
  expect(said).toContain('nothing due: no job is open');
  expect(said).toContain('arn:aws:lambda:us-east-1:000000000000:function:inlet-local-poll-jobs');
});

test('sls invoke local asks nobody where no local cloud is named, and says how to name one', async () => {
  process.env.AWS_ENDPOINT_URL = '';
  const asked: string[] = [];
  const settings = (): object => {
    asked.push('settings');
    return {};
  };
  await expect(invokeLocal.asDeployed('local', 'inlet-local-poll-jobs', settings)).rejects.toThrow(
    'AWS_ENDPOINT_URL names none: start it with npm start, then enter eval "$(npx inlet env)" in this shell',
  );
  expect(asked).toEqual([]);
});

test('sls invoke local says where nothing answers, and what is not deployed', async () => {
  const nowhere = 'http://127.0.0.1:9';
  process.env.AWS_ENDPOINT_URL = nowhere;
  await expect(
    invokeLocal.asDeployed('local', 'inlet-local-poll-jobs', () => localClientSettings(nowhere)),
  ).rejects.toThrow(`nothing answers at ${nowhere}`);
  process.env.AWS_ENDPOINT_URL = cloud.url;
  await expect(
    invokeLocal.asDeployed('dev', 'inlet-dev-poll-jobs', () => localClientSettings(cloud.url)),
  ).rejects.toThrow('no function inlet-dev-poll-jobs whose environment could be taken: deploy stage "dev"');
});
