import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { introduction } from '../../../cli/local/introduction.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { startCloud } from '../../support/cloud.ts';
import { expectNoSecrets } from '../../support/expect-no-secrets.ts';
import type { Ended } from '../../support/run-inlet.ts';
import { feed, runInlet, unbroken } from '../../support/run-inlet.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'inlet.mjs');

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud({ minuteMs: 3_600_000 });
});
afterAll(() => cloud.end());

const token = (...args: string[]) => runInlet(cloud.url, ['token', ...args]);

/** `inlet token --check` with this on its standard input. */
const check = (input: string, ...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, AWS_ENDPOINT_URL: cloud.url };
    const child = execFile(
      process.execPath,
      [PROGRAM, 'token', '--check', '--verbose', ...args],
      { env },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
    feed(child.stdin, input);
  });

/** What HealthLake would be answered, by the real bundle in its worker. */
async function answerTo(bearerToken: string, operationName = 'ReadResource') {
  const { datastores } = await cloud.state();
  const { Payload } = await cloud.lambda.send(
    new InvokeCommand({
      FunctionName: 'inlet-local-identity-provider:live',
      Payload: JSON.stringify({
        datastoreEndpoint: `${cloud.url}/datastore/${datastores[0]?.datastoreId ?? ''}/r4/`,
        operationName,
        bearerToken,
      }),
    }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString()) as { authPayload: Record<string, unknown> };
}

describe('inlet token', () => {
  test('prints a token, and nothing else, that the stage’s identity provider lets pass', async () => {
    const { code, stdout, stderr } = await token('--scope', 'system/*.rs');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { authPayload } = await answerTo(stdout.trim());
    expect(authPayload).toMatchObject({
      isAuthorized: true,
      iss: `${cloud.url}/_inlet/issuer`,
      scope: 'system/*.rs',
      uid: 'inlet-cli',
    });
    expect((await answerTo(stdout.trim(), 'DeleteResource')).authPayload).toEqual({ isAuthorized: false });
    expectNoSecrets(JSON.stringify(cloud.logs), [stdout.trim()]);
  });

  test('prints a token that the FHIR endpoint takes, by the line that npm start shows', async () => {
    const lines = await introduction({ ...cloud, isFound: true });
    const at = lines.findIndex((line) => line.startsWith('with a token:'));
    const shown = unbroken(
      lines
        .slice(at, at + 2)
        .join('\n')
        .replace('\\', ''),
    );
    const [, scope = '', path = ''] =
      /--scope '([^']+)'\)" "\$AWS_ENDPOINT_URL(\S+)"$/.exec(shown.replaceAll(/ +/g, ' ')) ?? [];
    const { set } = JSON.parse((await runInlet(cloud.url, ['env', '--json'])).stdout) as {
      set: Record<string, string>;
    };
    const url = `${cloud.url}${path.replace('$INLET_DATASTORE_ID', set.INLET_DATASTORE_ID ?? '')}`;
    const { stdout } = await token('--scope', scope);
    const response = await fetch(url, { headers: { authorization: `Bearer ${stdout.trim()}` } });
    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({ resourceType: 'Bundle', type: 'searchset' }),
    ]);
  });

  test('puts a patient in context, and makes it good for as long as asked, by the cloud’s clock', async () => {
    const { stdout } = await token('--scope', 'patient/*.rs', '--patient', 'patient-1', '--expires', '600');
    expect((await answerTo(stdout.trim())).authPayload).toMatchObject({
      isAuthorized: true,
      patient: 'patient-1',
    });
    await cloud.advanceClock(700);
    expect((await answerTo(stdout.trim())).authPayload).toEqual({ isAuthorized: false });
    const { stdout: later } = await token('--scope', 'system/*.rs', '--expires', '600');
    expect((await answerTo(later.trim())).authPayload).toMatchObject({ isAuthorized: true });
  });

  test.each(['patient-1', 'Patient/patient-1', 'in full'])(
    'puts a patient in context by %s: the identity provider and the FHIR endpoint read one patient',
    async (named) => {
      const { datastores } = await cloud.state();
      const endpoint = `${cloud.url}/datastore/${datastores[0]?.datastoreId ?? ''}/r4/`;
      const patient = named === 'in full' ? `${endpoint}Patient/patient-1` : named;
      const { stdout } = await token('--scope', 'patient/*.cruds', '--patient', patient);
      expect((await answerTo(stdout.trim())).authPayload).toMatchObject({ patient: 'patient-1' });
      const write = async (id: string) => {
        const { status } = await fetch(`${endpoint}Patient/${id}`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${stdout.trim()}`, 'content-type': 'application/fhir+json' },
          body: JSON.stringify({ resourceType: 'Patient', id }),
        });
        return status;
      };
      expect([201, 200]).toContain(await write('patient-1'));
      expect(await write('patient-2')).toBe(403);
    },
  );

  test('makes one that passes for ten seconds after its end, at the identity provider and at the FHIR endpoint alike', async () => {
    const { stdout } = await token('--scope', 'system/*.rs', '--expires', '60');
    const { datastores } = await cloud.state();
    const url = `${cloud.url}/datastore/${datastores[0]?.datastoreId ?? ''}/r4/Patient`;
    const both = async () => {
      const { status } = await fetch(url, { headers: { authorization: `Bearer ${stdout.trim()}` } });
      return [(await answerTo(stdout.trim())).authPayload.isAuthorized, status];
    };
    await cloud.advanceClock(64);
    expect(await both()).toEqual([true, 200]);
    await cloud.advanceClock(10);
    expect(await both()).toEqual([false, 401]);
  });

  test('says beside the token what will grant nothing', async () => {
    const { code, stderr } = await token('--scope', 'patient/*.rs system/*.sr');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/malformed[\s\S]*without --patient[\s\S]*refused/),
    ]);
  });

  test.each([
    [[], '--scope says what'],
    [['--scope', 'system/*.rs', '--expires', 'soon'], 'from 1 to 86400'],
    [['--scope', 'system/*.rs', '--expires', '999999'], 'from 1 to 86400'],
    [['--patient', 'p'], '--patient goes with --scope'],
    [['--check', '--scope', 'system/*.rs'], 'either --scope or --check'],
  ])('with %j says what is wrong', async (args, why) => {
    const { code, stdout, stderr } = await token(...args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(why)]);
  });

  test('says where no local cloud runs', async () => {
    const { code, stderr } = await runInlet('http://127.0.0.1:1', ['token', '--scope', 'system/*.rs']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('no local cloud answers at http://127.0.0.1:1'),
    ]);
  });
});

describe('inlet token --check', () => {
  test('explains a token that is good, as far as can be told without the issuer', async () => {
    const { stdout: minted } = await token('--scope', 'system/*.rs openid', '--expires', '3600');
    const { code, stdout } = await check(minted);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /ok +form[\s\S]*ok +issuer[\s\S]*\? +signature[\s\S]*ok +scopes +system\/\*\.rs; beside: openid\n[\s\S]*ok +role +the stack's own role\n\nIt would be allowed if/,
    );
  });

  test('explains why a token is refused, and ends with 1', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const stranger = `${part({ alg: 'RS256' })}.${part({ iss: 'https://other.example' })}.AAAA`;
    const { code, stdout } = await check(stranger);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(
        /ok +form +a JWT\nno +issuer +issuer-unknown: iss\n\nIt would be refused at "issuer"/,
      ),
    ]);
  });

  test('names what FHIR does not have, the patient by its id, and the step that refused', async () => {
    const { stdout: minted } = await token(
      '--scope',
      'patient/Patients.rs system/*.s',
      '--patient',
      'Patient/p1',
    );
    const { code, stdout } = await check(minted);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /ok +claims +client inlet-cli, patient p1, [\s\S]*scopes .*; no resource type of FHIR R4, so nothing is granted: Patients\n/,
      ),
    ]);
    await cloud.advanceClock(4000);
    const late = await check(minted);
    expect([late.code, late.stdout]).toEqual([
      1,
      expect.stringMatching(/ok +kind[\s\S]*\nno +claims +expired: exp\n\nIt would be refused at "claims";/),
    ]);
  });

  test('of nothing says that there was nothing', async () => {
    const { code, stdout, stderr } = await check('\n');
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      'inlet token: --check found nothing on standard input: pipe the token in\n',
    ]);
  });

  test('says of a stage without SMART on FHIR that every token is refused', async () => {
    const { code, stderr } = await check('x', '--stage', 'dev');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("config/dev.json has no data store of the stage's own"),
    ]);
  });
});
