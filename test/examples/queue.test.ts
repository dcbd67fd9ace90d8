import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventSchemas } from '../../events/schemas.ts';
import { PROJECT } from '../../tools/build/project.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { testWith } from '../support/programs.ts';

const EXAMPLES = join(PROJECT, 'examples');
const read = (path: string): string => readFileSync(join(EXAMPLES, path), 'utf8');

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(async () => {
  await cloud.end();
});

/** Runs the commands of a block of a README in a shell, as somebody who copies them, but against the test's cloud. */
const shell = (commands: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const script = `set -euo pipefail\n${commands.replaceAll('http://127.0.0.1:4566', cloud.url)}`;
    execFile(
      'bash',
      ['-c', script],
      { cwd: PROJECT, env: { ...process.env, AWS_PAGER: '' } },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr, { cause: error }));
        else resolve(stdout);
      },
    );
  });

describe('the example of a queue', () => {
  testWith('aws')(
    'runs on the local cloud by the commands of its README, and is taken away by them',
    async () => {
      const [make = '', remove = ''] = [...read('queue/README.md').matchAll(/```sh\n([^]*?)```/g)].map(
        ([, block]) => block,
      );
      const exports = /^export .*$/m.exec(make)?.[0] ?? '';
      const printed = await shell(make);
      const messages = [...printed.matchAll(/"Body": ("(?:[^"\\]|\\.)*")/g)].map(
        ([, body = '""']) => JSON.parse(JSON.parse(body) as string) as Record<string, unknown>,
      );
      expect(messages).toMatchObject([
        { 'detail-type': 'Import Job Status Changed', source: 'inlet', detail: { status: 'COMPLETED' } },
      ]);
      await shell(`${exports}\n${remove}`);
      expect(await shell(`${exports}\naws events list-rules --event-bus-name inlet-local`)).not.toContain(
        '"ends"',
      );
    },
  );
});

describe('every example', () => {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) =>
    // Those of the package are programs, which test/package runs.
    entry.isDirectory() && entry.name !== 'package' ? [entry.name] : [],
  );

  test.each(folders)('%s has a page that is listed, and names detail-types that there are', (folder) => {
    expect(read(`${folder}/README.md`)).toMatch(/^# /);
    expect(read('README.md')).toContain(`[${folder}](${folder})`);
    const types = [...read(`${folder}/template.yml`).matchAll(/detail-type: \[(.*)\]/g)].map(
      ([, type]) => type,
    );
    const known = eventSchemas.map(({ title }) => title);
    for (const type of types) expect(known).toContain(type);
  });

  test.each(folders)('%s asks for the version of the contract that it knows', (folder) => {
    const template = read(`${folder}/template.yml`);
    const rules = template.match(/Type: AWS::Events::Rule/g)?.length ?? 0;
    expect(rules).toBeGreaterThan(0);
    expect(template.match(/schemaVersion: \['1'\]/g)).toHaveLength(rules);
  });
});
