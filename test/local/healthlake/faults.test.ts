import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { HealthLakeClient, ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { createControlService } from '../../../local/boot/control/control-service.ts';
import { allFaults } from '../../../local/boot/control/faults.ts';
import { COMMON_ERRORS } from '../../../local/healthlake/common-errors.ts';
import { DEFAULT_SETTINGS } from '../../../local/healthlake/healthlake-settings.ts';
import { clientSettings, serve } from '../../support/server.ts';
import { rawCall } from './raw-call.ts';
import type { Running } from './running.ts';
import { KEY, startHealthLake } from './running.ts';

/** A call of TagResource that breaks no constraint. */
const TAG = JSON.stringify({
  ResourceARN: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${'a'.repeat(32)}`,
  Tags: [],
});

let running: Running;
let control: Awaited<ReturnType<typeof serve>>;
let client: HealthLakeClient;
beforeAll(async () => {
  running = await startHealthLake({ settings: { ...DEFAULT_SETTINGS, submittedMs: 7 } });
  const { healthlake, clock } = running;
  control = await serve(
    createControlService({
      clock,
      faults: allFaults({ healthLake: healthlake.faults }),
      instance: 'one',
      served: [],
      state: () => Promise.reject(new Error('no state here')),
      isIdle: () => Promise.reject(new Error('not asked for')),
      isAtRest: () => false,
      onEvent: () => () => undefined,
      advanceClock: async (seconds) => clock.advance(seconds),
      alarms: () => ({ alarms: [], notEvaluated: [] }),
      diskUse: () => Promise.reject(new Error('not asked for')),
      reset: () => healthlake.reset(),
    }),
  );
  client = new HealthLakeClient({ ...clientSettings(running.url), maxAttempts: 3 });
});
afterEach(() => {
  running.healthlake.faults.clear();
});
afterAll(async () => {
  client.destroy();
  await control.close();
  await running.stop();
});

async function call(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${control.url}/_inlet/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
const change = (healthLake: unknown) => call('POST', 'faults', { healthLake });

describe('/_inlet/faults', () => {
  test('shows how HealthLake behaves: as it was started, and no errors to come', async () => {
    expect(await call('GET', 'faults')).toEqual({
      status: 200,
      body: { healthLake: { ...DEFAULT_SETTINGS, submittedMs: 7, failNext: [] } },
    });
  });

  test('changes what it names and leaves the rest', async () => {
    const { body } = await change({
      unusableKeys: [KEY],
      requestRates: { ListFHIRDatastores: { requests: 1, seconds: 60 } },
    });
    expect(body).toMatchObject({
      healthLake: {
        submittedMs: 7,
        unusableKeys: [KEY],
        requestRates: {
          ListFHIRDatastores: { requests: 1, seconds: 60 },
          TagResource: { requests: 10, seconds: 1 },
        },
      },
    });
    expect((await call('DELETE', 'faults')).body).toEqual({
      healthLake: { ...DEFAULT_SETTINGS, submittedMs: 7, failNext: [] },
    });
  });

  test.each([
    [{ submittedMs: -1 }, 'healthLake.submittedMs must be a whole number from 0'],
    [{ throttling: 'yes' }, 'healthLake.throttling must be true or false'],
    [{ errorStatuses: 'real' }, 'healthLake.errorStatuses must be "documented" or "current" or "model"'],
    [{ unusableKeys: KEY }, 'healthLake.unusableKeys must be a list of texts'],
    [{ requestRates: { Nothing: { requests: 1, seconds: 1 } } }, 'healthLake.requestRates must be'],
    [{ requestRates: { TagResource: 5 } }, 'healthLake.requestRates must be'],
    [{ thrttling: true }, 'HealthLake has no setting thrttling. It has submittedMs, '],
    [{ failNext: {} }, 'healthLake.failNext must be a list'],
    [{ failNext: ['x'] }, 'healthLake.failNext must hold objects'],
    [
      { failNext: [{ action: 'Nothing', error: 'x' }] },
      'healthLake.failNext needs an action: CreateFHIRDatastore',
    ],
    [
      { failNext: [{ action: 'TagResource', error: 'ConflictException' }] },
      'healthLake.failNext needs an error of TagResource: ValidationException, ResourceNotFoundException',
    ],
    [
      { failNext: [{ action: 'TagResource', error: 'ThrottlingException', times: 0 }] },
      'healthLake.failNext takes times as a whole number from 1',
    ],
    [
      { failNext: [{ action: 'TagResource', error: 'ThrottlingException', when: 'now' }] },
      'healthLake.failNext takes when as "before" or "after"',
    ],
    [
      { failNext: [{ action: 'TagResource', error: 'ThrottlingException', count: 2 }] },
      'healthLake.failNext takes action, error, times and when, not count',
    ],
    [7, 'healthLake must be an object'],
  ])('refuses %j and says why', (wrong, message) => {
    const faults = allFaults({ healthLake: running.healthlake.faults });
    expect(() => faults.read({ healthLake: wrong })).toThrow(message);
  });

  test('changes nothing where one of several changes is wrong', async () => {
    const both = { healthLake: { submittedMs: 1 }, other: {} };
    expect(() => allFaults({ healthLake: running.healthlake.faults }).read(both)).toThrow(
      'no faults of "other"',
    );
    expect((await call('GET', 'faults')).body).toMatchObject({ healthLake: { submittedMs: 7 } });
  });

  test('ends with a reset', async () => {
    await change({ throttling: true, failNext: [{ action: 'TagResource', error: 'ThrottlingException' }] });
    await call('POST', 'reset');
    expect((await call('GET', 'faults')).body).toMatchObject({
      healthLake: { throttling: false, failNext: [] },
    });
  });
});

describe('an error that is forced upon an action', () => {
  test('comes as often as asked for; the retries of the SDK then get through', async () => {
    await change({
      failNext: [{ action: 'ListFHIRDatastores', error: 'InternalServerException', times: 2 }],
    });
    const { $metadata } = await client.send(new ListFHIRDatastoresCommand());
    expect($metadata.attempts).toBe(3);
  });

  test.each(Object.entries(COMMON_ERRORS))(
    'may be the common error %s, with its status in either edition of the reference',
    async (error, { documented, current }) => {
      const statusUnder = async (errorStatuses: string): Promise<number> => {
        await change({ errorStatuses, failNext: [{ action: 'TagResource', error }] });
        const answer = await rawCall(running.url, 'TagResource', TAG);
        expect(answer.body).toEqual({ __type: error, Message: expect.any(String) });
        return answer.status;
      };
      expect(await statusUnder('documented')).toBe(documented ?? current);
      expect(await statusUnder('current')).toBe(current ?? documented);
      await change({ errorStatuses: 'documented' });
    },
  );

  test('has the statuses of the reference beside us, where that is laid out', () => {
    const reference = join(
      import.meta.dirname,
      '../../../../shared/reference/healthlake-api-reference-2024-04.txt',
    );
    if (!existsSync(reference)) {
      process.stderr.write(`skipped where ${reference} is not there\n`);
      return;
    }
    const [, page = ''] = readFileSync(reference, 'utf8').split('\nCommon Errors\n\nThis section');
    const listed = [...page.matchAll(/\n\n(\w+)\n\n[^\n]+\n\nHTTP Status Code: (\d+)/g)].map(
      ([, name = '', status]) => [name, Number(status)],
    );
    expect(listed.length).toBeGreaterThan(10);
    const ours = Object.entries(COMMON_ERRORS).flatMap(([name, { documented }]) =>
      documented === undefined ? [] : [[name, documented]],
    );
    expect(ours.sort()).toEqual(listed.sort());
  });

  test('after the action leaves it done, though its caller cannot know', async () => {
    running.s3.put('s3://inbox/drop/a.ndjson', '{"resourceType":"Patient","id":"a"}');
    await change({
      failNext: [{ action: 'StartFHIRImportJob', error: 'InternalServerException', when: 'after' }],
    });
    await expect(running.startImport({ ClientToken: 'once' })).rejects.toMatchObject({
      name: 'InternalServerException',
      $metadata: { httpStatusCode: 500 },
    });
    const [job] = running.healthlake.jobs();
    expect(await running.startImport({ ClientToken: 'once' })).toBe(job?.jobId);
  });

  test('is the one that was asked for', async () => {
    await change({ failNext: [{ action: 'StartFHIRImportJob', error: 'AccessDeniedException' }] });
    await expect(running.startImport()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await change({ failNext: [{ action: 'StartFHIRImportJob', error: 'ThrottlingException' }] });
    await expect(running.startImport()).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
    });
  });
});

test('a ClientToken that the service has forgotten starts a second job, and a lagging List does not show it', async () => {
  const first = await running.startImport({ ClientToken: 'forgotten' });
  await change({ rememberClientTokens: false, listLagMs: 60_000 });
  expect(await running.startImport({ ClientToken: 'forgotten' })).not.toBe(first);
  const { DatastorePropertiesList } = await client.send(new ListFHIRDatastoresCommand());
  expect(DatastorePropertiesList).toEqual([]);
});
