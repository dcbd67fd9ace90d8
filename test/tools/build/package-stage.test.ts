import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packageStage } from '../../../tools/build/package-stage.ts';
import type { Template } from '../../../tools/build/stack/adopt-existing.ts';
import { HANDLERS, serviceRoot } from './service-root.ts';

let root: string;
beforeAll(() => {
  root = serviceRoot(HANDLERS);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const liveVersion = (template: string): unknown => {
  const { Resources } = JSON.parse(readFileSync(template, 'utf8')) as Template;
  return Resources.IdentityProviderLiveAlias?.Properties?.FunctionVersion;
};

/** Which files these are, and when each was written: what is compiled or packaged anew takes their place. */
const writtenFiles = (...files: string[]): string[] =>
  files.map((file) => {
    const { ino, ctimeNs } = statSync(file, { bigint: true });
    return `${ino} ${ctimeNs}`;
  });

test('a stage is packaged once, and again when something has changed; the alias follows the code', async () => {
  const stage = { stage: 'dev', root, params: { identityProvider: 'always' } };
  const first = await packageStage(stage);
  expect(first.packaged).toBe(true);
  const version = liveVersion(first.template);
  expect(version).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/^IdentityProviderLambdaVersion/), 'Version'],
  });

  const written = () =>
    writtenFiles(
      first.template,
      ...Object.keys(HANDLERS).map((name) => join(root, 'dist/dev', `${name}.cjs`)),
    );
  const before = written();
  expect(await packageStage(stage)).toEqual({ ...first, packaged: false });
  expect(written()).toEqual(before);

  writeFileSync(join(root, 'handlers/identity-provider.ts'), `export const handler = (): number => 1;\n`);
  expect(await packageStage(stage)).toMatchObject({ packaged: true });
  expect(liveVersion(first.template)).not.toEqual(version);
  expect(written().filter((file) => before.includes(file))).toEqual([]);
}, 180_000);

test('a parameter that there is none of is not passed over', async () => {
  await expect(packageStage({ stage: 'dev', root, params: { archivDays: '90' } })).rejects.toThrow(
    'There is no parameter archivDays; did you mean archiveDays?',
  );
}, 60_000);

test.each([
  ['dev', 'eu-west-2', '000000000000', 'must be of the Region that the stage is deployed to, us-east-1'],
  [
    'local',
    'us-east-1',
    '111122223333',
    'must be of the account that the stage is deployed to, 000000000000',
  ],
])(
  'stage %s with a data store in %s, %s is not packaged',
  async (stage, region, account, text) => {
    const file = join(root, `config/${stage}.json`);
    const before = readFileSync(file, 'utf8');
    const config = JSON.parse(before) as { routes: object[] };
    const dataStore = `arn:aws:healthlake:${region}:${account}:datastore/fhir/${'a'.repeat(32)}`;
    config.routes = config.routes.map((route) => ({ ...route, dataStore }));
    writeFileSync(file, JSON.stringify(config));
    await expect(packageStage({ stage, root })).rejects.toThrow(text);
    writeFileSync(file, before);
  },
  60_000,
);

test('a configuration that would replace the data store is not packaged', async () => {
  mkdirSync(join(root, 'config/frozen'), { recursive: true });
  writeFileSync(
    join(root, 'config/frozen/dev.json'),
    '{ "authorization": { "authorizationStrategy": "SMART_ON_FHIR" } }',
  );
  await expect(packageStage({ stage: 'dev', root })).rejects.toThrow(
    'is not what the store was created with',
  );
}, 180_000);
