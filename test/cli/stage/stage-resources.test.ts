import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clientSettings, stageResources } from '../../../cli/stage/stage-resources.ts';
import { openImports } from '../../../lib/ledger/imports.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { startCloud } from '../../support/cloud.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud({ minuteMs: 3_600_000 });
});
afterAll(() => cloud.end());

/** An endpoint where every call of Lambda is refused in one way. */
async function refusing(status: number, code: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'x-amzn-errortype': code, 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: `User is not authorized to perform it` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

describe('what a stage uses', () => {
  test('is found by the environment of its start-imports, with clients that reach it', async () => {
    const stage = await stageResources('local', { AWS_ENDPOINT_URL: cloud.url });
    try {
      expect([stage.inboxBucket, stage.workBucket, stage.resultsBucket]).toEqual([
        'inlet-local-inbox',
        'inlet-local-work',
        'inlet-local-results',
      ]);
      expect(stage.datastoreId).toBe((await cloud.state()).datastores[0]?.datastoreId);
      expect(stage.routes.map(({ datastoreId }) => datastoreId)).toEqual([stage.datastoreId]);
      await stage.s3.send(new HeadBucketCommand({ Bucket: stage.inboxBucket }));
      expect(await openImports(stage.ledger)).toEqual([]);
    } finally {
      stage.close();
    }
  });

  test('goes by the local cloud’s clock', async () => {
    await cloud.advanceClock(600);
    // Before the cloud is asked: its answer may take any time.
    const machine = Date.now();
    const stage = await stageResources('local', { AWS_ENDPOINT_URL: cloud.url });
    stage.close();
    const now = stage.now();
    expect(now).toBeGreaterThanOrEqual(machine + 599_000);
    expect(now).toBeLessThanOrEqual(Date.now() + 601_000);
  });
});

describe('a stage that cannot be had', () => {
  test.each([
    ['us east 1', 'the AWS Region "us east 1" is none: export AWS_REGION=us-east-1'],
    ['us_east_1', 'the AWS Region "us_east_1" is none'],
    ['us-east-1 ', 'the AWS Region "us-east-1 " is none'],
  ])('whose Region is none is told so: %p', async (AWS_REGION, text) => {
    await expect(stageResources('dev', { AWS_REGION })).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(text) as unknown,
    });
  });

  test('is looked for in the Region that is not empty', () => {
    const region = 'eu-west-1';
    for (const environment of [
      { AWS_REGION: '', AWS_DEFAULT_REGION: region },
      { AWS_REGION: region, AWS_DEFAULT_REGION: 'us-east-1' },
    ])
      expect(clientSettings('dev', undefined, environment)).toEqual({ region });
    expect(clientSettings('dev', undefined, { AWS_REGION: '' })).toEqual({});
  });

  test('that has no configuration is told by its file’s name', async () => {
    await expect(stageResources('elsewhere', {})).rejects.toThrow('config/elsewhere.json');
  });

  test('whose local cloud does not run is told how to start it', async () => {
    const gone = await refusing(500, 'x');
    gone.close();
    await expect(stageResources('local', { AWS_ENDPOINT_URL: gone.url })).rejects.toThrow(
      /the local cloud does not answer at http.*npm start/,
    );
  });

  test.each([
    [403, 'AccessDeniedException', /lack a permission: .*docs\/command-line.md/],
    [403, 'UnrecognizedClientException', /credentials are refused \(UnrecognizedClientException\)/],
    [403, 'ExpiredTokenException', /credentials are refused \(ExpiredTokenException\)/],
  ])('that answers %s %s is told in words', async (status, code, text) => {
    const server = await refusing(status, code);
    const error = await stageResources('local', { AWS_ENDPOINT_URL: server.url }).catch(String);
    server.close();
    expect(error).toMatch(/^UsageError: /);
    expect(error).toMatch(text);
  });
});
