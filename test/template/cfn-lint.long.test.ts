import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../tools/build/project.ts';
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
    const said = await run('cfn-lint', files).catch((error: unknown) => error as { stdout: string });
    expect(said.stdout.trim()).toBe('');
  },
  120_000,
);
