import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { createAuthorizer } from '../../local/cloudformation/iam/authorizer.ts';
import { parsePolicy } from '../../local/cloudformation/iam/policy.ts';
import type { Caller } from '../../local/ground/principal.ts';
import { ACCOUNT } from '../../local/ground/principal.ts';
import { createSecretsManager } from '../../local/secrets-manager/secrets-manager.ts';
import { createSsm } from '../../local/ssm/ssm.ts';
import type { CliSession } from '../support/programs.ts';
import { run, startCliSession, testWith } from '../support/programs.ts';
import { serve } from '../support/server.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const READER = 'arn:aws:iam::000000000000:role/reader';

const database = new DatabaseSync(':memory:');
const { authorize } = createAuthorizer([
  {
    logicalId: 'Reader',
    name: 'reader',
    arn: READER,
    trust: [],
    statements: parsePolicy({
      Statement: [
        { Effect: 'Allow', Action: 'ssm:GetParameter', Resource: 'arn:aws:ssm:*:*:parameter/app/*' },
        { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
      ],
    }),
  },
]);
const options = { database, clock: { now: () => NOON }, authorize };
let caller: Caller = ACCOUNT;
/** Made anew where a test wants a restart. */
let services = { ssm: createSsm(options), secrets: createSecretsManager(options) };
let server: Awaited<ReturnType<typeof serve>>;
let cli: CliSession;
beforeAll(async () => {
  server = await serve(
    (request, response, context) => {
      const isSecrets = String(request.headers['x-amz-target']).startsWith('secretsmanager.');
      return (isSecrets ? services.secrets : services.ssm).service(request, response, context);
    },
    () => caller,
  );
  cli = startCliSession(server.url);
});
afterAll(async () => {
  await cli.end();
  await server.close();
  database.close();
});

const aws = async (...args: string[]): Promise<Record<string, unknown>> =>
  JSON.parse((await cli.aws(...args, '--output', 'json')) || '{}') as Record<string, unknown>;
const put = (name: string, value: string, ...more: string[]) =>
  aws('ssm', 'put-parameter', '--name', name, '--value', value, ...more);
const restart = () => {
  services = { ssm: createSsm(options), secrets: createSecretsManager(options) };
};

describe('parameters, by the AWS CLI', () => {
  testWith('aws')('have versions, and are kept', async () => {
    expect(await put('/app/url', 'one', '--type', 'String')).toEqual({ Version: 1, Tier: 'Standard' });
    await expect(put('/app/url', 'two')).rejects.toThrow('ParameterAlreadyExists');
    expect(await put('/app/url', 'two', '--overwrite')).toMatchObject({ Version: 2 });
    restart();
    expect(await aws('ssm', 'get-parameter', '--name', '/app/url')).toMatchObject({
      Parameter: {
        Name: '/app/url',
        Type: 'String',
        Value: 'two',
        Version: 2,
        ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/app/url',
      },
    });
    expect(await aws('ssm', 'get-parameter', '--name', '/app/url:1')).toMatchObject({
      Parameter: { Value: 'one', Version: 1, Selector: ':1' },
    });
    await expect(cli.aws('ssm', 'get-parameter', '--name', '/app/url:9')).rejects.toThrow(
      'ParameterVersionNotFound',
    );
    await expect(cli.aws('ssm', 'get-parameter', '--name', '/gone')).rejects.toThrow('ParameterNotFound');
  });

  testWith('aws')('are found by name and by path; secure ones are opened only on demand', async () => {
    await put('/app/deep/key', 'hidden-value', '--type', 'SecureString');
    const sealed = await cli.aws('ssm', 'get-parameter', '--name', '/app/deep/key');
    expect(sealed).not.toContain('hidden-value');
    expect(
      await aws('ssm', 'get-parameters', '--names', '/app/url', '/gone', '--with-decryption'),
    ).toMatchObject({
      Parameters: [{ Value: 'two' }],
      InvalidParameters: ['/gone'],
    });
    const byPath = async (...more: string[]) => {
      const { Parameters } = await aws('ssm', 'get-parameters-by-path', '--path', '/app', ...more);
      return (Parameters as { Name: string; Value: string }[]).map(({ Name, Value }) => [Name, Value]);
    };
    expect(await byPath()).toEqual([['/app/url', 'two']]);
    expect(await byPath('--recursive', '--with-decryption')).toEqual([
      ['/app/url', 'two'],
      ['/app/deep/key', 'hidden-value'],
    ]);
    await cli.aws('ssm', 'delete-parameter', '--name', '/app/deep/key');
    expect(await byPath('--recursive')).toHaveLength(1);
  });

  testWith('aws')('that are none are refused, and 501 names what there is', async () => {
    await expect(put('a/b', 'v', '--type', 'String')).rejects.toThrow('fully qualified');
    await expect(put('/aws/b', 'v', '--type', 'String')).rejects.toThrow('not begin with aws');
    await expect(put('/a', 'v')).rejects.toThrow('Type must be one of');
    await expect(put('/a', 'v'.repeat(4097), '--type', 'String')).rejects.toThrow('4096');
    await expect(cli.aws('ssm', 'get-parameters-by-path', '--path', 'app')).rejects.toThrow('begin with');
    await expect(cli.aws('ssm', 'describe-parameters')).rejects.toThrow(
      'DescribeParameters of AWS Systems Manager',
    );
  });
});

describe('secrets, by the AWS CLI and boto3', () => {
  testWith('aws')('have a current and a previous value, and are kept', async () => {
    const { ARN } = await aws(
      'secretsmanager',
      'create-secret',
      '--name',
      'app/key',
      '--secret-string',
      'one',
    );
    expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/key-\w{6}$/);
    const again = ['secretsmanager', 'create-secret', '--name', 'app/key', '--secret-string', 'other'];
    await expect(cli.aws(...again)).rejects.toThrow('ResourceExistsException');
    await cli.aws('secretsmanager', 'put-secret-value', '--secret-id', String(ARN), '--secret-string', 'two');
    restart();
    const get = (...more: string[]) => aws('secretsmanager', 'get-secret-value', '--secret-id', ...more);
    expect(await get('app/key')).toMatchObject({
      Name: 'app/key',
      SecretString: 'two',
      VersionStages: ['AWSCURRENT'],
    });
    expect(await get('app/key', '--version-stage', 'AWSPREVIOUS')).toMatchObject({ SecretString: 'one' });
    const described = await aws('secretsmanager', 'describe-secret', '--secret-id', 'app/key');
    expect(Object.values(described.VersionIdsToStages as object)).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
    const listed = await cli.aws('secretsmanager', 'list-secrets');
    expect(JSON.parse(listed)).toMatchObject({ SecretList: [{ Name: 'app/key', ARN }] });
    expect(listed).not.toMatch(/"(one|two)"/);
    await expect(get('gone')).rejects.toThrow('ResourceNotFoundException');
  });

  testWith('boto3')('hold bytes as well as texts', async () => {
    const script = `
import boto3, json, sys
secrets = boto3.client('secretsmanager', endpoint_url=sys.argv[1])
secrets.create_secret(Name='empty')
try:
    secrets.create_secret(Name='empty')
    raise SystemExit('an empty secret was made twice')
except secrets.exceptions.ResourceExistsException:
    pass
secrets.create_secret(Name='bytes', SecretBinary=b'\\x00\\xff')
value = secrets.get_secret_value(SecretId='bytes')
secrets.delete_secret(SecretId='bytes', ForceDeleteWithoutRecovery=True)
print(json.dumps([list(value['SecretBinary']), [secret['Name'] for secret in secrets.list_secrets()['SecretList']]]))
`;
    const [bytes, names] = JSON.parse(
      await run('python3', ['-c', script, server.url], server.url),
    ) as unknown[];
    expect(bytes).toEqual([0, 255]);
    expect(names).not.toContain('bytes');
  });
});

test('a role needs its permission, by the name of what it asks for', async () => {
  const call = async (target: string, body: object): Promise<number> => {
    const request = { method: 'POST', headers: { 'x-amz-target': target }, body: JSON.stringify(body) };
    return (await fetch(server.url, request)).status;
  };
  await call('AmazonSSM.PutParameter', { Name: '/app/a', Value: 'v', Type: 'String' });
  caller = { kind: 'role', roleArn: READER };
  try {
    expect(await call('AmazonSSM.GetParameter', { Name: '/app/a' })).toBe(200);
    expect(await call('AmazonSSM.GetParameter', { Name: '/other' })).toBe(403);
    expect(await call('AmazonSSM.PutParameter', { Name: '/app/a', Value: 'v', Overwrite: true })).toBe(403);
    expect(await call('secretsmanager.PutSecretValue', { SecretId: 'app/key', SecretString: 'x' })).toBe(403);
    expect(await call('secretsmanager.GetSecretValue', { SecretId: 'gone' })).toBe(400);
  } finally {
    caller = ACCOUNT;
  }
});
