import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../../local/ground/aws-error.ts';
import type { Caller } from '../../../../local/ground/principal.ts';
import { ROLE } from '../cloud.ts';
import type { RunningLambda } from './running.ts';
import { startLambda, zip } from './running.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:mine';
const answers = (value: string): string => `exports.handler = async () => ${value};`;

/** A zip whose directory says that its file has 3 GB. */
function saysItIsLarge(): Uint8Array {
  const bytes = Buffer.from(zip({ 'index.js': answers('1') }));
  bytes.writeUInt32LE(3_000_000_000, bytes.indexOf('PK\x01\x02') + 24);
  return bytes;
}

let lambda: RunningLambda;
afterEach(() => lambda.end());

describe('a function that a caller makes', () => {
  test('runs, is described, changes code and settings, and is deleted', async () => {
    lambda = await startLambda();
    const { client } = lambda;
    const made = await lambda.create('mine', answers('process.env.GREETING'), {
      Environment: { Variables: { GREETING: 'hello' } },
      Description: 'says hello',
      Tags: { team: 'a' },
    });
    expect(made).toMatchObject({
      FunctionArn: FUNCTION,
      State: 'Active',
      Version: '$LATEST',
      CodeSize: expect.any(Number),
      CodeSha256: expect.stringMatching(/^[\w+/]{43}=$/),
      LastModified: expect.stringMatching(/^\d{4}-.*\+0000$/),
    });
    await waitUntilFunctionActiveV2({ client, maxWaitTime: 120 }, { FunctionName: 'mine' });
    expect(await lambda.invoke('mine')).toBe('hello');

    const code = await client.send(
      new UpdateFunctionCodeCommand({
        FunctionName: FUNCTION,
        ZipFile: zip({ 'index.js': answers('"new code"') }),
      }),
    );
    expect(code.CodeSha256).not.toBe(made.CodeSha256);
    expect(code.RevisionId).not.toBe(made.RevisionId);
    expect(await lambda.invoke('mine')).toBe('new code');

    await client.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'mine', Handler: 'index.other', Timeout: 7 }),
    );
    expect(await lambda.invoke('mine')).toEqual({ failed: 'Runtime.HandlerNotFound' });
    const got = await client.send(new GetFunctionCommand({ FunctionName: 'mine' }));
    expect(got).toMatchObject({
      Configuration: { Handler: 'index.other', Timeout: 7, MemorySize: 128, Description: 'says hello' },
      Tags: { team: 'a' },
    });

    await client.send(new DeleteFunctionCommand({ FunctionName: 'mine' }));
    await expect(lambda.invoke('mine')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(readdirSync(join(lambda.cloud.folder, 'code', 'uploads'))).toEqual([]);
    await lambda.create('mine', answers('"again"'));
    expect(await lambda.invoke('mine')).toBe('again');
  });

  test('is there after a restart, with its last code; a reset forgets it', async () => {
    lambda = await startLambda();
    await lambda.create('mine', answers('1'));
    await lambda.client.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'mine', ZipFile: zip({ 'index.js': answers('2') }) }),
    );
    expect(await lambda.restart()).toEqual([]);
    expect(await lambda.invoke('mine')).toBe(2);
    await lambda.cloud.lambda.reset();
    expect((await lambda.client.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
    await lambda.restart();
    expect((await lambda.client.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
  });

  test('gives way to one of the template, and is told of where it cannot be taken up any more', async () => {
    let mayAssume = true;
    let isDeclared = false;
    lambda = await startLambda({
      mayAssume: () => mayAssume,
      before: (cloud) => {
        if (isDeclared) cloud.add('mine', answers('"template"'));
      },
    });
    await lambda.create('mine', answers('"caller"'));
    await lambda.create('other', answers('"caller"'));
    isDeclared = true;
    await lambda.restart();
    expect(await lambda.invoke('mine')).toBe('template');
    isDeclared = false;
    mayAssume = false;
    expect(await lambda.restart()).toEqual([
      expect.stringMatching(/^The function other, made in an earlier run, is gone: .*cannot be assumed/),
    ]);
  });

  test.each([
    ['a CommonJS module', { 'index.js': 'exports.handler = async () => __filename.length > 0;' }],
    ['an ES module', { 'index.mjs': 'export const handler = async () => import.meta.url.length > 0;' }],
    [
      'an ES module by its package, that waits at its top',
      {
        'package.json': '{"type": "module"}',
        'index.js': 'const { url } = await import("./part.js"); export const handler = async () => url;',
        'part.js': 'export const url = import.meta.url.length > 0;',
      },
    ],
    [
      'one that uses the AWS SDK of the runtime',
      {
        'index.js':
          'const { S3Client } = require("@aws-sdk/client-s3"); exports.handler = async () => typeof S3Client === "function";',
      },
    ],
    [
      'an ES module that imports the AWS SDK of the runtime',
      {
        'index.mjs':
          'import { S3Client } from "@aws-sdk/client-s3"; export const handler = async () => typeof S3Client === "function";',
      },
    ],
  ])('may be %s', async (_what, files) => {
    lambda = await startLambda();
    await lambda.create('mine', '', { Code: { ZipFile: zip(files) } });
    expect(await lambda.invoke('mine')).toBe(true);
  });

  test('sees nothing of the machine but what the stack’s own functions see', async () => {
    process.env.OF_THE_MACHINE = 'secret';
    lambda = await startLambda();
    await lambda.create('mine', answers('[process.env, process.cwd()]'));
    const [variables, folder] = (await lambda.invoke('mine')) as [Record<string, string>, string];
    delete process.env.OF_THE_MACHINE;
    expect(variables).not.toHaveProperty('OF_THE_MACHINE');
    expect(variables).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: 'mine',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    });
    expect(folder).toContain(join(lambda.cloud.folder, 'code'));
  });

  test('is ended at its timeout, and code that is replaced while it runs comes to its end', async () => {
    lambda = await startLambda();
    await lambda.create('mine', 'exports.handler = () => { for (;;); };', { Timeout: 1 });
    const running = lambda.invoke('mine');
    await lambda.client.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'mine', ZipFile: zip({ 'index.js': answers('1') }) }),
    );
    expect(await running).toEqual({ failed: 'Sandbox.Timedout' });
    expect(await lambda.invoke('mine')).toBe(1);
  });
});

describe('code in S3', () => {
  const startWithObject = async (content: Uint8Array, denied = false) => {
    lambda = await startLambda({
      codeIn(_caller, { bucket, key, versionId }) {
        if (denied) throw new AwsError('AccessDenied', 'Access Denied', 403);
        const path = join(lambda.cloud.folder, `${bucket}-${key}-${versionId ?? ''}`);
        writeFileSync(path, content);
        return { path, size: content.length };
      },
    });
  };

  test('is read as the caller, in the version that is named', async () => {
    await startWithObject(zip({ 'index.js': answers('"from S3"') }));
    await lambda.create('mine', '', { Code: { S3Bucket: 'b', S3Key: 'k', S3ObjectVersion: 'v' } });
    expect(await lambda.invoke('mine')).toBe('from S3');
  });

  test('that the caller may not read is refused', async () => {
    await startWithObject(zip({}), true);
    await expect(lambda.create('mine', '', { Code: { S3Bucket: 'b', S3Key: 'k' } })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('S3 Error Code: AccessDenied'),
    });
  });
});

describe('what is refused', () => {
  const refused = async (more: Partial<CreateFunctionCommandInput>, name: string, text: RegExp) => {
    lambda = await startLambda();
    await expect(lambda.create('mine', answers('1'), more)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(text),
    });
    expect((await lambda.client.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
  };
  const INVALID = 'InvalidParameterValueException';

  test.each<[string, Partial<CreateFunctionCommandInput>, string, RegExp]>([
    ['another runtime', { Runtime: 'python3.13' }, 'NotImplemented', /runtime python3.13.*nodejs/],
    ['an image', { PackageType: 'Image' }, 'NotImplemented', /PackageType/],
    ['layers', { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:a:1'] }, 'NotImplemented', /Layers/],
    ['a version', { Publish: true }, 'NotImplemented', /Publish/],
    ['a VPC', { VpcConfig: { SubnetIds: ['subnet-1'] } }, 'NotImplemented', /VpcConfig/],
    ['no zip', { Code: { ZipFile: new TextEncoder().encode('no zip') } }, INVALID, /Could not unzip/],
    ['a damaged zip', { Code: { ZipFile: zip({ a: 'x' }).slice(0, -30) } }, INVALID, /Could not unzip/],
    ['a zip that leaves its folder', { Code: { ZipFile: zip({ '../x': 'x' }) } }, INVALID, /outside/],
    ['no code', { Code: {} }, INVALID, /source/],
    ['two codes', { Code: { ZipFile: zip({}), S3Bucket: 'b', S3Key: 'k' } }, INVALID, /other FunctionCode/],
    ['a name of another form', { FunctionName: 'a b' }, 'ValidationException', /functionName/],
    ['a role that is none', { Role: 'admin' }, 'ValidationException', /role/],
    ['a timeout over 15 minutes', { Timeout: 901 }, 'ValidationException', /timeout/],
    ['little memory', { MemorySize: 64 }, 'ValidationException', /memorySize/],
    ['a reserved variable', { Environment: { Variables: { AWS_REGION: 'x' } } }, INVALID, /AWS_REGION/],
    ['too much environment', { Environment: { Variables: { A1: 'x'.repeat(4097) } } }, INVALID, /4KB/],
    [
      'dead letters to a topic',
      { DeadLetterConfig: { TargetArn: 'arn:aws:sns:us-east-1:000000000000:t' } },
      'NotImplemented',
      /sns/,
    ],
  ])('%s', (_what, more, name, text) => refused(more, name, text));

  test.each([
    ['a file where another name needs a folder', zip({ lib: 'a', 'lib/a.js': 'b' }), /file and a folder/],
    ['a folder where another name needs a file', zip({ 'lib/a.js': 'b', lib: 'a' }), /file and a folder/],
    ['a name too long for a file', zip({ [`${'x'.repeat(300)}.js`]: 'a' }), /too long/],
    ['a name with a zero byte', zip({ 'a\0b.js': 'a' }), /zero byte/],
    ['more than a function may have, said before it is unpacked', saysItIsLarge(), /smaller than 262144000/],
  ])('a zip with %s', (_what, ZipFile, text) =>
    refused({ Code: { ZipFile } }, 'InvalidParameterValueException', text),
  );

  test('new code for a function that is deleted while the code is read', async () => {
    let deleted: Promise<unknown> = Promise.resolve();
    const pipe = join(mkdtempSync(join(tmpdir(), 'inlet-test-')), 'code');
    execFileSync('mkfifo', [pipe]);
    lambda = await startLambda({
      codeIn() {
        deleted = lambda.client
          .send(new DeleteFunctionCommand({ FunctionName: 'mine' }))
          .then(() => writeFile(pipe, zip({ 'index.js': answers('2') })));
        return { path: pipe, size: 1 };
      },
    });
    await lambda.create('mine', answers('1'));
    const update = { FunctionName: 'mine', S3Bucket: 'bucket', S3Key: 'code' };
    await expect(lambda.client.send(new UpdateFunctionCodeCommand(update))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await deleted;
    rmSync(dirname(pipe), { recursive: true });
    expect((await lambda.client.send(new ListFunctionsCommand({}))).Functions).toEqual([]);
  });

  test('a name that is taken, an older revision, and changes of what the template declares', async () => {
    lambda = await startLambda({
      before: (cloud) => {
        cloud.add('declared', answers('1'));
      },
    });
    const { client } = lambda;
    const { RevisionId } = await lambda.create('mine', answers('1'));
    await expect(lambda.create('mine', answers('1'))).rejects.toMatchObject({
      name: 'ResourceConflictException',
    });
    await client.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: 'mine', Timeout: 5, RevisionId }),
    );
    await expect(
      client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'mine', Timeout: 6, RevisionId })),
    ).rejects.toMatchObject({ name: 'PreconditionFailedException' });
    await expect(client.send(new DeleteFunctionCommand({ FunctionName: 'declared' }))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('which the template declares'),
    });
  });

  test('code, where other machines can call: with what to do about it', async () => {
    lambda = await startLambda({ takesCode: false });
    await expect(lambda.create('mine', answers('1'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
      message: expect.stringContaining('--allow-functions'),
    });
  });

  test('a caller that may not make it or not hand over its role, and a role that Lambda may not assume', async () => {
    const caller: Caller = { kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/deployer' };
    let denied = 'lambda:CreateFunction';
    let mayAssume = true;
    lambda = await startLambda({
      caller,
      mayAssume: () => mayAssume,
      authorize(_by, action) {
        if (action === denied) throw new AwsError('AccessDenied', `not ${action}`, 403);
      },
    });
    const wrong = () => lambda.create('mine', answers('1'));
    await expect(wrong()).rejects.toMatchObject({ message: 'not lambda:CreateFunction' });
    denied = 'iam:PassRole';
    await expect(wrong()).rejects.toMatchObject({ message: 'not iam:PassRole' });
    denied = '';
    mayAssume = false;
    await expect(wrong()).rejects.toMatchObject({ message: expect.stringContaining('cannot be assumed') });
  });

  test('what is no JSON object, and names that are not rightly escaped', async () => {
    lambda = await startLambda();
    await expect(
      lambda.client.send(
        new CreateFunctionCommand({ FunctionName: 'x', Role: ROLE, Code: { ZipFile: 7 as never } }),
      ),
    ).rejects.toThrow();
  });
});
