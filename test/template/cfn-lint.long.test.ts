import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { allVariants, packaged } from './packaged.ts';

const run = promisify(execFile);
const installed = await run('cfn-lint', ['--version']).then(
  () => true,
  () => false,
);

if (!installed) process.stdout.write('cfn-lint is not installed: the packaged templates are not linted\n');

(installed ? test : test.skip)(
  'cfn-lint has neither an error nor a warning about any packaged template',
  async () => {
    const files: string[] = [];
    for (const variant of allVariants) files.push((await packaged(variant)).file);
    const said = await run('cfn-lint', files).catch((error: unknown) => error as { stdout: string });
    expect(said.stdout.trim()).toBe('');
  },
  120_000,
);
