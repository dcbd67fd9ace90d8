import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildFunctions } from '../../tools/build/build-functions.ts';
import { runServerless } from '../../tools/build/run-serverless.ts';
import { withServiceFolder } from '../../tools/build/service-folder.ts';
import { HANDLERS, serviceRoot } from '../tools/build/service-root.ts';
import { motoIsInstalled, startMoto } from './moto.ts';
import type { Moto } from './moto.ts';
import { EXISTING_STORE } from './packaged.ts';

if (!motoIsInstalled) process.stdout.write('moto_server is not installed: sls deploy is not tried\n');

const stage = 'dev';
let root: string;
let moto: Moto | undefined;

beforeAll(async () => {
  root = serviceRoot(HANDLERS);
  if (motoIsInstalled) moto = await startMoto();
}, 180_000);

afterAll(async () => {
  await moto?.stop();
  rmSync(root, { recursive: true, force: true });
});

(motoIsInstalled ? test : test.skip)(
  'sls deploy creates the stack, sls remove takes it away and says what stays',
  async () => {
    const environment = {
      ...process.env,
      AWS_ENDPOINT_URL: moto?.url,
      AWS_ACCESS_KEY_ID: 'anybody',
      AWS_SECRET_ACCESS_KEY: 'anything',
      SLS_AWS_MONITORING_FREQUENCY: '200',
    };
    const options = ['--stage', stage, `--param=existingDatastoreId=${EXISTING_STORE}`];
    const buckets = async (): Promise<string[]> => {
      const listing = await (await fetch(`${moto?.url ?? ''}/`)).text();
      return [...listing.matchAll(/<Name>(inlet-[^<]+)<\/Name>/g)].map(([, name]) => name ?? '');
    };

    await buildFunctions({ stage, root });
    await withServiceFolder({ root, stage }, async (folder) => {
      const run = (command: string): Promise<string> =>
        runServerless({ root, folder }, [command, ...options], environment);
      await withForeignStore(async () => {
        await expect(run('deploy')).rejects.toThrow(
          'must be of the account that the stage is deployed to, 123456789012',
        );
      });
      expect(await buckets()).toEqual([]);
      expect(await run('deploy')).toContain('Service deployed to stack inlet-dev');
      expect(await buckets()).toEqual(
        expect.arrayContaining(
          ['inbox', 'work', 'results'].map((name) => `inlet-dev-${name}-123456789012-us-east-1`),
        ),
      );
      await expect(
        runServerless({ root, folder }, ['deploy', '--stage', stage], environment),
      ).rejects.toThrow('existingDatastoreId');
      const removed = await run('remove');
      expect(removed).toContain('Service inlet has been successfully removed');
      expect(removed).toContain('DataStore (AWS::HealthLake::FHIRDatastore): billed by the hour');
    });
  },
  120_000,
);

/** With a data store of another account in the stage's configuration. */
async function withForeignStore(task: () => Promise<void>): Promise<void> {
  const file = join(root, `config/${stage}.json`);
  const before = readFileSync(file, 'utf8');
  const config = JSON.parse(before) as { routes: object[] };
  const dataStore = `arn:aws:healthlake:us-east-1:444455556666:datastore/fhir/${'a'.repeat(32)}`;
  writeFileSync(
    file,
    JSON.stringify({ ...config, routes: config.routes.map((route) => ({ ...route, dataStore })) }),
  );
  try {
    await task();
  } finally {
    writeFileSync(file, before);
  }
}
