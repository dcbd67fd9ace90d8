import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PROJECT } from '../../../tools/build/project.ts';

const STORE = '0123456789abcdef0123456789abcdef';

interface Plugin {
  hooks: Record<string, () => Promise<void>>;
}

let serviceDir: string;
beforeEach(() => {
  serviceDir = mkdtempSync(join(tmpdir(), 'inlet-plugin-'));
  cpSync(join(PROJECT, 'config'), join(serviceDir, 'config'), { recursive: true });
});
afterEach(() => {
  rmSync(serviceDir, { recursive: true, force: true });
});

/** The plugin in a framework that has what osls 4 has: clients of the SDK, and no `provider.request`. */
async function pluginWith(existing: { DataStore: string }, said: string[]): Promise<Plugin> {
  const { default: InletPlugin } = (await import(join(PROJECT, 'tools/scripts/serverless-plugin.mjs'))) as {
    default: new (...given: object[]) => Plugin;
  };
  const provider = {
    getStage: () => 'dev',
    getRegion: () => 'us-east-1',
    naming: { getStackName: () => 'inlet-dev' },
    getCloudFormationClient: () =>
      Promise.resolve({
        send: ({ input }: { input: { StackName: string } }) =>
          Promise.resolve({
            Stacks: [
              { StackName: input.StackName, Outputs: [{ OutputKey: 'DatastoreId', OutputValue: STORE }] },
            ],
          }),
      }),
  };
  const compiledCloudFormationTemplate = { Resources: { Mail: { Type: 'AWS::SNS::Subscription' } } };
  const service = {
    custom: { existing, parameters: { uploadKey: 'any', alarmEmail: '' } },
    provider: { compiledCloudFormationTemplate },
    functions: {},
  };
  const serverless = { service, serviceDir, getProvider: () => provider, classes: { Error } };
  return new InletPlugin(serverless, {}, { log: { notice: (text: string) => said.push(text) } });
}

test('the first deployment of a stage with a data store of its own writes down which it is', async () => {
  const said: string[] = [];
  const { hooks } = await pluginWith({ DataStore: '' }, said);
  await hooks['after:deploy:deploy']?.();
  const frozen = readFileSync(join(serviceDir, 'config/frozen/dev.json'), 'utf8');
  expect(JSON.parse(frozen)).toMatchObject({ datastoreId: STORE });
  expect(said).toContainEqual(expect.stringContaining('commit config/frozen/dev.json'));
});

test('a stage with a data store that exists already writes nothing down', async () => {
  const said: string[] = [];
  const { hooks } = await pluginWith({ DataStore: STORE }, said);
  await hooks['after:deploy:deploy']?.();
  expect(said).not.toContainEqual(expect.stringContaining('config/frozen'));
});
