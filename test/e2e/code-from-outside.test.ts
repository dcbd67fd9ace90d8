import { request } from 'node:http';
import { CreateFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';

const ZipFile = zipSync({ 'index.js': strToU8('exports.handler = async () => 1;') });

/** One that Lambda may assume. */
const ROLE = 'arn:aws:iam::000000000000:role/inlet-local-poll-jobs-us-east-1';

let cloud: CloudUnderTest;
afterEach(() => cloud.end());

const create = () =>
  cloud.lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'mine',
      Runtime: 'nodejs24.x',
      Role: ROLE,
      Handler: 'index.handler',
      Code: { ZipFile },
    }),
  );
const isThere = async () =>
  (await cloud.lambda.send(new ListFunctionsCommand({}))).Functions?.some(
    ({ FunctionName }) => FunctionName === 'mine',
  );

describe('code of a function', () => {
  test('is not taken where other machines can call, and the answer says what to do', async () => {
    cloud = await startCloud({ host: '0.0.0.0' });
    await expect(create()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
      message: expect.stringMatching(/--host.*--allow-functions/),
    });
    expect(await isThere()).toBe(false);
  });

  test('is taken there where that is wanted', async () => {
    cloud = await startCloud({ host: '0.0.0.0', allowFunctions: true });
    await create();
    expect(await isThere()).toBe(true);
  });

  test.each([
    ['of a page of another origin', { origin: 'http://evil.example' }],
    ['by a name that is pointed here', { host: 'evil.example' }],
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('is not taken from a request %s', async (_what, headers) => {
    cloud = await startCloud();
    const body = JSON.stringify({
      FunctionName: 'mine',
      Runtime: 'nodejs24.x',
      Role: ROLE,
      Handler: 'index.handler',
      Code: { ZipFile: Buffer.from(ZipFile).toString('base64') },
    });
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${cloud.url}/2015-03-31/functions`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.end(body);
    });
    expect(status).toBe(403);
    expect(await isThere()).toBe(false);
  });
});
