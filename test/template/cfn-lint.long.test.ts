import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PARAMETERS } from '../../tools/build/parameters/stage-parameters.ts';
import { packageStage } from '../../tools/build/package-stage.ts';
import { bundleFolder, PROJECT } from '../../tools/build/project.ts';
import { allVariants, packaged } from './packaged.ts';

const EXAMPLES = join(PROJECT, 'examples');

const run = promisify(execFile);
const installed = await run('cfn-lint', ['--version']).then(
  () => true,
  () => false,
);

if (!installed) process.stdout.write('cfn-lint is not installed: the packaged templates are not linted\n');

(installed ? test : test.skip)(
  'cfn-lint has neither an error nor a warning about any packaged template, nor about an example',
  async () => {
    const files = readdirSync(EXAMPLES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(EXAMPLES, name, 'template.yml'));
    for (const variant of allVariants) files.push((await packaged(variant)).file);
    for (const position of everyPosition()) files.push((await packageStage(position)).template);
    const said = await run('cfn-lint', files).catch((error: unknown) => error as { stdout: string });
    expect(said.stdout.trim()).toBe('');
  },
  900_000,
);

/** Each parameter that has examples with each of them, and nothing else said but what it needs. */
const NEEDS: Readonly<Record<string, Record<string, string>>> = {
  vpcSubnetIds: { vpcSecurityGroupIds: 'sg-0123456789abcdef0' },
  vpcSecurityGroupIds: { vpcSubnetIds: 'subnet-0123456789abcdef0' },
  existingAuditBucket: { accessLogs: 'true', dataEvents: 'true' },
  auditDays: { accessLogs: 'true' },
  encryptBus: { archiveDays: '90' },
};

function everyPosition(): { stage: string; folder: string; params: Record<string, string> }[] {
  return Object.entries(PARAMETERS).flatMap(([name, { examples = [] }]) =>
    examples.map((example, index) => ({
      stage: 'dev',
      folder: join(bundleFolder(PROJECT, 'dev'), `package-${name}-${String(index)}`),
      params: { [name]: String(example), ...NEEDS[name] },
    })),
  );
}
