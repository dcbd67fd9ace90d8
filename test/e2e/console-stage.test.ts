import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { accessKeyOf } from '../../local/ground/account.ts';
import { PROJECT } from '../../tools/build/project.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, temporaryFolder, until } from '../support/cloud.ts';
import type { InletProcess } from '../support/inlet-process.ts';
import { startInlet } from '../support/inlet-process.ts';
import { rawRequest } from '../support/raw-console.ts';
import { packaged } from '../template/packaged.ts';

const SECRET = 'Quackenbush';
const LINE_SEPARATOR = '\u2028';
const ROLE = 'arn:aws:iam::000000000000:role/console-reader';
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: accessKeyOf(ROLE),
  AWS_SECRET_ACCESS_KEY: 'a-secret-that-nobody-else-has',
  AWS_SESSION_TOKEN: 'a-session-token-that-nobody-else-has',
};

/** The policy that docs/command-line.md gives a reader, for this account and its key. */
function documentedPolicy(): { Statement: { Sid: string; Action: string[] }[] } {
  const page = readFileSync(join(PROJECT, 'docs/command-line.md'), 'utf8');
  const [, json = ''] = /<!-- policy: [^>]*-->\s+```json\n([^`]+)```/.exec(page) ?? [];
  return JSON.parse(
    json.replaceAll('123456789012', '000000000000').replace('key/the-key-of-the-stage', 'key/*'),
  ) as ReturnType<typeof documentedPolicy>;
}

let cloud: CloudUnderTest;
let removeFolder: () => Promise<void>;
let importId: string;
beforeAll(async () => {
  // Stage dev as it is packaged for AWS, and somebody of the account who may look.
  const { folder, remove } = await temporaryFolder();
  removeFolder = remove;
  const { file, template } = await packaged('dev');
  cpSync(dirname(file), folder, { recursive: true });
  const ConsoleReader = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'console-reader',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::000000000000:root' },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      Policies: [{ PolicyName: 'console', PolicyDocument: documentedPolicy() }],
    },
  };
  const changed = { ...template, Resources: { ...template.Resources, ConsoleReader } };
  writeFileSync(join(folder, file.slice(dirname(file).length + 1)), JSON.stringify(changed));
  cloud = await startCloud({}, undefined, { folder });
  const Body = Buffer.from(
    `${patients(2)}{"resourceType": "Patient", "id": "x", "name": [{"text": "one${LINE_SEPARATOR}line"}], "birthDate": "${SECRET}"}\n`,
  );
  await cloud.s3.send(new PutObjectCommand({ Bucket: cloud.names.inboxBucket, Key: 'drop/a.ndjson', Body }));
  await cloud.idle();
  importId = cloud.summaries()[0]?.importId ?? '';
}, 300_000);
afterAll(async () => {
  await cloud.end();
  await removeFolder();
});

let running: InletProcess[] = [];
afterEach(async () => {
  for (const inlet of running) {
    inlet.kill('SIGTERM');
    await inlet.exit();
  }
  running = [];
});

/** Starts the console as a person's shell does; answers with the printed address. */
async function openConsole(...options: string[]): Promise<URL> {
  const inlet = startInlet(['console', '--stage', 'dev', ...options], {
    AWS_ENDPOINT_URL: cloud.url,
    AWS_REGION: 'us-east-1',
    ...CREDENTIALS,
  });
  running.push(inlet);
  const printed = () => /^open {2}(\S+)$/m.exec(inlet.stdout())?.[1];
  await until(() => printed() !== undefined || inlet.child.exitCode !== null, 'the address');
  const address = printed();
  if (address === undefined) throw new Error(inlet.stderr());
  return new URL(address);
}

/** Asks the console; every answer is kept, to be looked through. */
interface Visitor {
  get: (path: string) => Promise<{ status: number; body: Record<string, unknown> }>;
  post: (path: string, headers?: Record<string, string>, body?: object) => ReturnType<Visitor['get']>;
  answers: string[];
  cookie: string;
  base: URL;
}

async function visit(address: URL): Promise<Visitor> {
  const first = await rawRequest(address);
  const cookie = first.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const answers: string[] = [JSON.stringify(first)];
  const base = new URL('/_inlet/console/', address);
  const ask = async (path: string, options: Parameters<typeof rawRequest>[1]) => {
    const answer = await rawRequest(new URL(path, base), {
      ...options,
      headers: { cookie, ...options?.headers },
    });
    answers.push(JSON.stringify(answer));
    return {
      status: answer.status,
      body: JSON.parse(answer.text.startsWith('{') ? answer.text : '{}') as Record<string, unknown>,
    };
  };
  return {
    answers,
    cookie,
    base,
    get: (path) => ask(path, {}),
    post: (path, headers = {}, body = {}) =>
      ask(path, {
        method: 'POST',
        headers: { 'x-inlet-console': '1', 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}

const ACTIONS = ['pause', 'resume', 'again', 'redrive', 'clock', 'faults', 'faults-clear', 'mint'];

describe('inlet console --stage dev, by somebody who may only look', () => {
  test('shows all that is promised of a stage, refuses every action, and tells the browser no credential', async () => {
    const { get, post, answers } = await visit(await openConsole());
    expect((await get('api/v1/session')).body).toMatchObject({
      stage: 'dev',
      isLocal: false,
      mayAct: false,
      showsData: false,
    });
    const flow = await get('api/v1/flow');
    const { plot, stations } = flow.body as {
      plot: { minutes: number[][]; source: string };
      stations: object[];
    };
    expect(flow.body.error).toBeUndefined();
    expect(stations).toHaveLength(6);
    for (const station of stations) expect(station).toMatchObject({ waits: expect.any(Number) });
    expect(plot.minutes.reduce((sum, [, imported = 0, failed = 0]) => sum + imported + failed, 0)).toBe(3);
    expect(plot.source).toContain('CloudWatch');
    expect((await get('api/v1/imports')).body).toMatchObject({ ended: [{ importId }] });
    expect((await get('api/v1/imports?failed=true')).body).toMatchObject({ ended: [{ importId }] });
    const one = await get(`api/v1/imports/${importId}`);
    expect(one.body).toMatchObject({
      eventsFromLedger: true,
      problems: [{ path: 'Patient.birthDate', lines: 1 }],
    });
    const [problem] = one.body.problems as { id: string }[];
    expect((await get(`api/v1/imports/${importId}/files`)).body).toMatchObject({
      files: [{ key: 'drop/a.ndjson', fate: 'imported-with-errors', lines: 3, imported: 2, failed: 1 }],
      nextToken: null,
    });
    const lines = await get(`api/v1/imports/${importId}/lines?kind=${problem?.id ?? ''}`);
    expect(lines.body).toMatchObject({ lines: [{ key: 'drop/a.ndjson', line: 3, resource: null }] });
    expect((await get('api/v1/stores')).body).toMatchObject({
      stores: [{ status: 'ACTIVE', resources: null, tags: expect.any(Array) }],
    });
    for (const path of ['api/v1/events', 'api/v1/events?detailType=Import%20Job%20Status%20Changed']) {
      const { body } = await get(path);
      expect(body.eventsFromLedger).toBe(true);
      expect((body.events as object[]).length).toBeGreaterThan(0);
    }
    expect((await get(`api/v1/imports/${importId}/failed.ndjson`)).status).toBe(403);
    // Clock, faults, minting and the FHIR browser are a local cloud's.
    expect((await get('api/v1/try')).status).toBe(404);
    for (const action of ACTIONS)
      expect(await post(`api/v1/actions/${action}`, { 'x-inlet-stage': 'dev' })).toMatchObject({
        status: 403,
        body: { error: { code: 'ReadOnly', message: expect.stringContaining('--allow-actions') } },
      });
    expect((await post('api/v1/drop', { 'content-type': 'application/octet-stream' })).status).toBe(403);
    for (const path of ['', 'imports', 'assets/console.js', 'assets/console.css']) await get(path);

    const said = answers.join('\n');
    for (const secret of [...Object.values(CREDENTIALS), SECRET]) expect(said).not.toContain(secret);
    expect(said).not.toMatch(/X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId/i);
  });

  const unused = () =>
    cloud.grants
      .unused()
      .filter(({ roleArn }) => roleArn === ROLE)
      .map(({ sid, action }) => `${sid ?? ''} ${action}`);

  test('needs no permission but those that docs/command-line.md lists, and needs each of them', () => {
    expect(cloud.grants.used().some(({ roleArn }) => roleArn === ROLE)).toBe(true);
    expect(unused()).toEqual(['OnlyForShowData s3:GetObjectVersion']);
  });

  test('with --show-data shows the lines, with the one permission that stands there for it', async () => {
    const { get } = await visit(await openConsole('--show-data'));
    const { body } = await get(`api/v1/imports/${importId}/lines`);
    expect(JSON.stringify(body)).toContain(SECRET);
    const failed = await get(`api/v1/imports/${importId}/failed.ndjson`);
    // What JSON takes in a text ends no line of NDJSON.
    expect(failed).toMatchObject({
      status: 200,
      body: { birthDate: SECRET, name: [{ text: `one${LINE_SEPARATOR}line` }] },
    });
    expect(unused()).toEqual([]);
  });

  test('with --allow-actions takes an action that names the stage, and says which permission its person lacks', async () => {
    const { post } = await visit(await openConsole('--allow-actions'));
    const pause = (headers: Record<string, string>) =>
      post('api/v1/actions/pause', headers, { route: 'default', reason: 'a test' });
    for (const headers of [{}, { 'x-inlet-stage': 'prod' }])
      expect(await pause(headers)).toMatchObject({ status: 403, body: { error: { code: 'StageNotNamed' } } });
    expect(await pause({ 'x-inlet-stage': 'dev' })).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('lack a permission') } },
    });
    expect(await post('api/v1/actions/clock', { 'x-inlet-stage': 'dev' })).toMatchObject({ status: 404 });
  });

  test('lets nobody in without the cookie, on any route, nor under another name', async () => {
    const address = await openConsole();
    const { cookie, base } = await visit(address);
    const paths = ['', 'imports', 'assets/console.js', 'api/v1/session', 'api/v1/flow', 'api/v1/imports'];
    paths.push(`api/v1/imports/${importId}`, 'api/v1/stores', 'api/v1/events', 'api/v1/stream/flow');
    for (const path of [...paths, 'api/v1/actions/pause', 'api/v1/drop', '/', '/inlet-dev-inbox/x']) {
      for (const method of ['GET', 'POST'])
        expect([path, (await rawRequest(new URL(path, base), { method })).status]).toEqual([path, 401]);
      const other = await rawRequest(new URL(path, base), { headers: { cookie, host: 'evil.example' } });
      expect([path, other.status]).toEqual([path, 403]);
    }
    // The code was used.
    expect((await rawRequest(address)).status).toBe(401);
  });
});

test('inlet console --stage local leads to the console of the local cloud, and ends', async () => {
  const none = startInlet(['console', '--stage', 'local'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  expect(await none.exit()).not.toBe(0);
  expect(none.stderr()).toContain('npm start');
  const local = await startCloud();
  try {
    const inlet = startInlet(['console', '--stage', 'local'], { AWS_ENDPOINT_URL: local.url });
    expect(await inlet.exit()).toBe(0);
    expect(inlet.stdout()).toBe(`open  ${local.url}/_inlet/console/\n`);
  } finally {
    await local.end();
  }
});
