import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
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

/** What cfn-lint says of these templates. */
const lint = async (...files: string[]): Promise<string> => {
  const said = await run('cfn-lint', files).catch((error: unknown) => error as { stdout: string });
  return said.stdout.trim();
};

/** What a parameter needs beside itself. */
const NEEDS: Readonly<Record<string, Record<string, string>>> = {
  vpcSubnetIds: { vpcSecurityGroupIds: 'sg-0123456789abcdef0' },
  vpcSecurityGroupIds: { vpcSubnetIds: 'subnet-0123456789abcdef0' },
  existingAuditBucket: { accessLogs: 'true', dataEvents: 'true' },
  auditDays: { accessLogs: 'true' },
  encryptBus: { archiveDays: '90' },
};

interface Position {
  name: string;
  example: string;
  packaging: { stage: string; folder: string; params: Record<string, string> };
}

/** Each parameter that has examples with each of them, and nothing else said but what it needs. */
function everyPosition(): Position[] {
  return Object.entries(PARAMETERS).flatMap(([name, { examples = [] }]) =>
    examples.map((example, index) => ({
      name,
      example: String(example),
      packaging: {
        stage: 'dev',
        folder: join(bundleFolder(PROJECT, 'dev'), `package-${name}-${String(index)}`),
        params: { [name]: String(example), ...NEEDS[name] },
      },
    })),
  );
}

/** Ends what hangs: packaging and linting one takes ten seconds of a processor, of which a busy machine has few. */
const LIMIT_MS = 600_000;

// A test for each template: together they take minutes of a processor.
const describeInstalled = installed ? describe : describe.skip;
describeInstalled('cfn-lint has neither an error nor a warning', () => {
  test(
    'about an example',
    async () => {
      const files = readdirSync(EXAMPLES, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => join(EXAMPLES, name, 'template.yml'))
        .filter(existsSync);
      expect(files).not.toEqual([]);
      expect(await lint(...files)).toBe('');
    },
    LIMIT_MS,
  );

  test.each(allVariants)(
    'about the template of %s',
    async (variant) => {
      expect(await lint((await packaged(variant)).file)).toBe('');
    },
    LIMIT_MS,
  );

  test.each(everyPosition())(
    'about the template of dev with $name $example',
    async ({ packaging }) => {
      expect(await lint((await packageStage(packaging)).template)).toBe('');
    },
    LIMIT_MS,
  );
});
