import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { HARDENED, packaged, variants } from './packaged.ts';
import type { Variant } from './packaged.ts';

const IDENTITY_PROVIDER = 'IdentityProviderLambdaFunction';

/** Names of the packaged functions whose code speaks to an X-Ray daemon, or knows a library that does. */
async function tracedBundles(variant: Variant): Promise<string[]> {
  const folder = dirname((await packaged(variant)).file);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.zip'))
    .filter((name) => {
      const files = Object.values(unzipSync(readFileSync(join(folder, name))));
      return files.some((file) =>
        /AWS_XRAY_DAEMON_ADDRESS|aws-xray-sdk|PutTraceSegments|\bdgram\b/.test(strFromU8(file)),
      );
    })
    .map((name) => name.replace(/\.zip$/, ''));
}

test.each(variants)(
  'nothing of %s is traced: neither the template nor any bundle knows of it',
  async (variant) => {
    const { template } = await packaged(variant);
    expect(JSON.stringify(template)).not.toMatch(/TracingConfig|xray/i);
    expect(await tracedBundles(variant)).toEqual([]);
  },
);

test('every function but the identity provider is traced where the stage asks for it, and may send its traces', async () => {
  const { ofType, resource } = await packaged(HARDENED);
  for (const [id, { TracingConfig, Role }] of ofType('AWS::Lambda::Function')) {
    expect([id, TracingConfig]).toEqual([id, id === IDENTITY_PROVIDER ? undefined : { Mode: 'Active' }]);
    const [roleId = ''] = /[A-Z]\w*Role\b/.exec(JSON.stringify(Role)) ?? [];
    const allowed = JSON.stringify(resource(roleId).Properties.Policies);
    expect([id, allowed.includes('xray:PutTraceSegments')]).toEqual([id, id !== IDENTITY_PROVIDER]);
  }
});

test('its bundles hold the tracer, but for the identity provider’s', async () => {
  expect((await tracedBundles(HARDENED)).sort()).toEqual([
    'pollJobs',
    'recordArrivals',
    'runAction',
    'runExports',
    'startImports',
    'summarizeImport',
  ]);
});
