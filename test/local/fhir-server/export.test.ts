import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { textDate } from '../../../local/fhir-server/operations/export-job.ts';
import type { Answer, Endpoint } from './endpoint.ts';
import { BEARER, SIGNED, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  for (const id of ['me', 'other', 'third']) {
    await endpoint.put({ resourceType: 'Patient', id });
    await endpoint.put(observation(`of-${id}`, `Patient/${id}`));
  }
  await endpoint.put({ resourceType: 'Practitioner', id: 'doctor' });
  await endpoint.put({
    ...{ resourceType: 'Group', id: 'two', type: 'person', actual: true },
    member: [
      { entity: { reference: 'Patient/me' } },
      { entity: { reference: 'Patient/other' } },
      { entity: { reference: 'Patient/third' }, inactive: true },
    ],
  } as never);
});
afterAll(() => endpoint.stop());

const ASYNC = { prefer: 'respond-async' };
const BODY = {
  DataAccessRoleArn: 'arn:aws:iam::000000000000:role/data-access',
  JobName: 'by-hand',
  OutputDataConfig: {
    S3Configuration: { S3Uri: 's3://results/out/', KmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/1' },
  },
};
const start = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  endpoint.send(path, { headers: { ...ASYNC, ...headers } });

/** Follows a job to its end. */
async function ended(location: string | null, headers: Record<string, string> = {}): Promise<Answer> {
  for (let asked = 0; asked < 500; asked++) {
    const answer = await endpoint.send(location ?? '', { headers });
    if (answer.status !== 202) return answer;
    await endpoint.clock.advance(1);
    await endpoint.clock.settled();
  }
  throw new Error('The job does not end.');
}

/** The ids in each file of a finished job. */
async function exported(path: string): Promise<Record<string, string[]>> {
  const started = await start(path);
  expect([started.status, started.issues]).toEqual([202, []]);
  const { json } = await ended(started.headers.get('content-location'));
  const output = json.output as { type: string; url: string }[];
  const files = output.map(async ({ type, url }) => {
    const text = await (
      await fetch(url, { headers: { ...SIGNED, accept: 'application/fhir+ndjson' } })
    ).text();
    const lines = text.trim().split('\n');
    return [type, lines.map((line) => (JSON.parse(line) as { id: string }).id).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

describe('$export by GET', () => {
  test('has what belongs to all patients, and can be downloaded', async () => {
    expect(await exported('Patient/$export')).toEqual({
      Group: ['two'],
      Observation: ['of-me', 'of-other', 'of-third'],
      Patient: ['me', 'other', 'third'],
    });
  });

  test('has what belongs to the active members of a group', async () => {
    expect(await exported('Group/two/$export?_type=Patient,Observation')).toEqual({
      Observation: ['of-me', 'of-other'],
      Patient: ['me', 'other'],
    });
    expect((await start('Group/none/$export')).status).toBe(404);
  });

  test('chooses by type and by when it was changed', async () => {
    expect(await exported('Patient/$export?_type=Patient&_outputFormat=ndjson')).toEqual({
      Patient: ['me', 'other', 'third'],
    });
    await endpoint.clock.advance(3600);
    const since = new Date(endpoint.clock.now()).toISOString();
    // Both ends are included: what is written within the same millisecond would be up to then, too.
    await endpoint.clock.advance(1);
    await endpoint.put({
      resourceType: 'Patient',
      id: 'later',
      meta: { tag: [{ system: 'urn:t', code: 'x' }] },
    } as never);
    expect(await exported(`Patient/$export?_since=${since}`)).toEqual({ Patient: ['later'] });
    expect(await exported(`Patient/$export?_until=${since}&_type=Patient`)).toEqual({
      Patient: ['me', 'other', 'third'],
    });
    expect(await exported('Patient/$export?_tag=urn:t|x')).toEqual({ Patient: ['later'] });
    expect(await exported('Patient/$export?_tag=urn:other|x')).toEqual({});
  });

  test('files are for who has started the job, for 48 hours', async () => {
    const started = await start('Patient/$export?_type=Patient');
    const { json } = await ended(started.headers.get('content-location'));
    const [file] = json.output as { url: string }[];
    const statusOf = async (headers: Record<string, string>) =>
      (await fetch(file?.url ?? '', { headers })).status;
    expect(json).toMatchObject({
      requiresAccessToken: true,
      error: [],
      request: `${endpoint.url}Patient/$export?_type=Patient`,
    });
    expect(await statusOf(SIGNED)).toBe(200);
    endpoint.allow({ scope: 'system/*.rs' });
    expect(await statusOf(BEARER)).toBe(403);
    await endpoint.clock.advance(47 * 3600);
    expect(await statusOf(SIGNED)).toBe(200);
    await endpoint.clock.advance(2 * 3600);
    expect(await statusOf(SIGNED)).toBe(404);
  });
});

describe('$export by POST', () => {
  const post = (body: unknown = BODY, path = '$export', headers: Record<string, string> = {}) =>
    endpoint.send(path, { method: 'POST', body, headers: { ...ASYNC, ...headers } });

  test('writes to S3, and tells its state in HealthLake’s own form', async () => {
    const started = await post();
    const { jobId } = started.json;
    expect(started.json).toEqual({ datastoreId: endpoint.datastoreId, jobStatus: 'SUBMITTED', jobId });
    const location = started.headers.get('content-location');
    expect(location).toBe(`${endpoint.url}export/${String(jobId)}`);
    const done = await ended(location);
    const folder = `s3://results/out/${endpoint.datastoreId}-FHIR_EXPORT-${String(jobId)}/`;
    expect(done.json).toMatchObject({
      exportJobProperties: {
        jobName: 'by-hand',
        jobStatus: 'COMPLETED',
        submitTime: expect.stringMatching(
          /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/,
        ) as unknown,
        outputDataConfig: { s3Configuration: { s3Uri: folder } },
        dataAccessRoleArn: BODY.DataAccessRoleArn,
      },
      requiresAccessToken: false,
    });
    const output = done.json.output as { type: string; url: string }[];
    expect(output.map(({ type }) => type)).toEqual(['Group', 'Observation', 'Patient', 'Practitioner']);
    expect(output.every(({ type, url }) => url.startsWith(`${folder}${type}/`))).toBe(true);
  });

  test.each([
    ['without a role', { ...BODY, DataAccessRoleArn: undefined }, '$export', ASYNC, 400],
    ['with a type that is not there', BODY, '$export?_type=Basic', ASYNC, 400],
    ['with a date that is none', BODY, '$export?_since=soon', ASYNC, 400],
    ['with a parameter that is none', BODY, '$export?_elements=id', ASYNC, 400],
    ['with another format', BODY, '$export?_outputFormat=csv', ASYNC, 400],
    ['to be waited for', BODY, '$export', { prefer: 'return=minimal' }, 400],
  ])('%s is refused', async (_, body, path, headers, status) => {
    const answer = await post(body, path, headers);
    expect([answer.status, answer.json.resourceType]).toEqual([status, 'OperationOutcome']);
  });

  test('is cancelled, once', async () => {
    const location = (await post()).headers.get('content-location') ?? '';
    const cancelled = await endpoint.send(location, { method: 'DELETE' });
    expect(cancelled.json).toMatchObject({ exportJobProperties: { jobStatus: 'CANCEL_SUBMITTED' } });
    const again = await endpoint.send(location, { method: 'DELETE' });
    expect([again.status, again.issues]).toEqual([400, ['not-supported: Interaction not supported.']]);
    expect((await ended(location)).json).toMatchObject({
      exportJobProperties: { jobStatus: 'CANCEL_COMPLETED' },
    });
    expect((await endpoint.send('export/none')).status).toBe(404);
  });
});

describe('who may export', () => {
  test.each([
    ['system/*.rs', 'Patient/$export', 202],
    ['system/*.read', 'Patient/$export', 202],
    ['system/Patient.rs', 'Patient/$export?_type=Patient', 202],
    ['system/Patient.rs', 'Patient/$export?_type=Patient,Observation', 403],
    ['system/Patient.r', 'Patient/$export?_type=Patient', 403],
    ['system/Patient.s', 'Patient/$export?_type=Patient', 403],
    ['user/*.rs', 'Patient/$export', 403],
    ['patient/*.rs', 'Patient/$export', 403],
    ['system/Patient.rs', 'Group/two/$export', 403],
    ['system/Practitioner.rs', 'Patient/$export', 403],
  ])('%s: %s is %d', async (scope, path, status) => {
    endpoint.allow({ scope, patient: 'me' });
    expect((await start(path, BEARER)).status).toBe(status);
  });

  test('what the scopes do not have is not exported, and such a job is not shown to them', async () => {
    endpoint.allow({ scope: 'system/Patient.rs' });
    const started = await start('Patient/$export', BEARER);
    const location = started.headers.get('content-location');
    const done = await ended(location, BEARER);
    expect((done.json.output as { type: string }[]).map(({ type }) => type)).toEqual(['Patient']);
    endpoint.allow({ scope: 'system/Observation.rs' });
    for (const method of ['GET', 'DELETE'])
      expect((await endpoint.send(location ?? '', { method, headers: BEARER })).status).toBe(403);
  });

  test.each([
    ['StartFHIRExportJobWithGet', 'GET', 'Patient/$export'],
    ['StartFHIRExportJobWithPost', 'POST', '$export'],
    ['DescribeFHIRExportJobWithGet', 'GET', 'export/x'],
    ['CancelFHIRExportJobWithDelete', 'DELETE', 'export/x'],
    ['GetExportedFile', 'GET', 'export/x/Patient/Patient-1-0-0.ndjson'],
  ])('%s is asked for', async (action, method, path) => {
    endpoint.deny(`healthlake:${action}`);
    const answer = await endpoint.send(path, {
      method,
      headers: ASYNC,
      ...(method === 'POST' && { body: BODY }),
    });
    endpoint.deny();
    expect([answer.status, answer.issues[0]]).toEqual([403, expect.stringContaining(action)]);
  });
});

test('dates are as the guide has them', () => {
  expect(textDate(Date.UTC(2023, 3, 21, 17, 58, 2))).toBe('Apr 21, 2023 5:58:02 PM');
  expect(textDate(Date.UTC(2023, 11, 1, 0, 0, 9))).toBe('Dec 1, 2023 12:00:09 AM');
});
