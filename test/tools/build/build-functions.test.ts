import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildFunctions } from '../../../tools/build/build-functions.ts';
import { PROJECT } from '../../../tools/build/project.ts';
import { loadStageConfig } from '../../../config/load-stage-config.ts';
import { serviceRoot } from './service-root.ts';

const require = createRequire(import.meta.url);

const WITH_CONFIG = `
import { stageConfig } from '../config/stage.ts';
export const handler = () => stageConfig;
`;

const WITH_SDK = `
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
const client = new EventBridgeClient({});
export const handler = () => client.config.credentials();
`;

const WITH_S3 = `
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
const client = new S3Client({ region: 'us-east-1' });
export const handler = () => [client, GetObjectCommand];
`;

describe('a built function', () => {
  let root: string;
  const bundle = (name: string): string => join(root, 'dist', 'dev', `${name}.cjs`);

  beforeAll(async () => {
    root = serviceRoot({ 'with-config': WITH_CONFIG, 'with-sdk': WITH_SDK, 'with-s3': WITH_S3 });
    await buildFunctions({ stage: 'dev', root });
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  test('holds the checked configuration of its stage as plain values', () => {
    const { handler } = require(bundle('with-config')) as { handler: () => unknown };
    expect(handler()).toEqual(loadStageConfig('dev'));
    expect(readFileSync(bundle('with-config')).length).toBeLessThan(2_000);
  });

  test('takes its credentials from the environment and carries no other way to get them', async () => {
    const code = readFileSync(bundle('with-sdk'), 'utf8');
    const ways = ['AWS_SESSION_TOKEN', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'sso_start_url', 'credential_process'];
    expect(ways.filter((way) => code.includes(way))).toEqual(['AWS_SESSION_TOKEN']);

    const variables = {
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'us-east-1',
    };
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
      const { handler } = require(bundle('with-sdk')) as { handler: () => Promise<unknown> };
      await expect(handler()).resolves.toMatchObject({ accessKeyId: 'ASIAEXAMPLE' });
    } finally {
      for (const name of Object.keys(variables))
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
    }
  });

  test('carries the shapes of the operations that it calls, and no others', () => {
    const code = readFileSync(bundle('with-s3'), 'utf8');
    const shapes = ['GetObjectRequest', 'CopyObjectRequest', 'InventoryConfiguration', 'LifecycleRule'];
    expect(shapes.filter((shape) => code.includes(`"${shape}"`))).toEqual(['GetObjectRequest']);
  });

  test('names no place of the machine it was built on, has no dynamic import and no source map', () => {
    for (const name of ['with-config', 'with-sdk']) {
      const code = readFileSync(bundle(name), 'utf8');
      const unwanted = [root, PROJECT, ' import(', '=import(', 'sourceMappingURL'];
      expect(unwanted.filter((text) => code.includes(text))).toEqual([]);
    }
  });

  test('is the same to the byte when it is built again elsewhere', async () => {
    const elsewhere = serviceRoot({ 'with-config': WITH_CONFIG, 'with-sdk': WITH_SDK });
    await buildFunctions({ stage: 'dev', root: elsewhere });
    for (const name of ['with-config', 'with-sdk'])
      expect(
        readFileSync(join(elsewhere, 'dist', 'dev', `${name}.cjs`)).equals(readFileSync(bundle(name))),
      ).toBe(true);
    rmSync(elsewhere, { recursive: true });
  });
});

describe('building', () => {
  let root: string;
  beforeAll(() => {
    root = serviceRoot({ one: WITH_CONFIG, two: WITH_CONFIG });
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const build = () => buildFunctions({ stage: 'dev', root });

  test('does nothing when no source has changed, and everything when one has', async () => {
    expect(await build()).toMatchObject({ built: true });
    const again = await build();
    expect(again).toMatchObject({ built: false });
    expect(again.functions.map(({ name }) => name)).toEqual(['one', 'two']);

    writeFileSync(join(root, 'handlers/one.ts'), `${WITH_CONFIG}export const more = 1;`);
    expect(await build()).toMatchObject({ built: true });
  });

  test('makes good a bundle that is missing', async () => {
    await build();
    rmSync(join(root, 'dist/dev/two.cjs'));
    expect(await build()).toMatchObject({ built: true });
  });

  test('removes the bundle of a handler that is gone', async () => {
    rmSync(join(root, 'handlers/two.ts'));
    await build();
    expect(() => readFileSync(join(root, 'dist/dev/two.cjs'))).toThrow('ENOENT');
  });

  test('stops at a wrong configuration, with file, path, value and rule', async () => {
    writeFileSync(
      join(root, 'config/dev.json'),
      '{"routes":[{"name":"default","validationLevel":"strict","quietSeconds":0}]}',
    );
    await expect(build()).rejects.toThrow('config/dev.json: routes[0].quietSeconds is 0, but must be >= 1');
  });
});
