import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { introduction } from '../../../cli/local/introduction.ts';
import { NO_ENDPOINT } from '../../../cli/stage/local-endpoint.ts';
import { environmentAt, shellLines } from '../../../cli/stage/local-environment.ts';
import { runInlet } from '../../support/run-inlet.ts';

test('the environment leads every tool to the local cloud, and takes away what would lead elsewhere', () => {
  const { set, unset } = environmentAt('http://127.0.0.1:1', 'd', {
    AWS_ENDPOINT_URL_S3: 'https://s3',
    PATH: '',
  });
  expect(set).toEqual({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    INLET_DATASTORE_ID: 'd',
  });
  expect(unset).toEqual(
    expect.arrayContaining([
      'AWS_PROFILE',
      'AWS_SESSION_TOKEN',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      'AWS_ENDPOINT_URL_S3',
    ]),
  );
  const lines = shellLines({ set: { A: 'x y', B: '$(false)' }, unset: ['C'] }).join('\n');
  const shown = execFileSync('sh', ['-c', `C=1\n${lines}\nprintf '%s|%s|%s' "$A" "$B" "$C"`], {
    encoding: 'utf8',
  });
  expect(shown).toBe('x y|$(false)|');
});

test('where no cloud runs, inlet env says so, and what is typed behind it can neither go on unseen nor reach AWS', async () => {
  const { code, stdout, stderr } = await runInlet('http://127.0.0.1:1', ['env']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('npm start')]);
  const env = { ...process.env, PRINTED: stdout, AWS_ACCESS_KEY_ID: 'of-a-person', AWS_PROFILE: 'prod' };
  const after = (line: string) =>
    execFileSync('sh', ['-c', `eval "$PRINTED" ${line}`], { encoding: 'utf8', env }).trim();
  expect(after('&& echo went on || echo failed')).toBe('failed');
  expect(after('; echo "$AWS_ENDPOINT_URL|$AWS_ACCESS_KEY_ID|$AWS_PROFILE|$INLET_DATASTORE_ID"')).toBe(
    `${NO_ENDPOINT}|local||`,
  );
  expect((await runInlet('http://127.0.0.1:1', ['env', '--json'])).stdout).toBe('');
});

test.each([
  ['http://127.0.0.1:4566', true, '(`npx inlet env` prints them again)'],
  ['http://127.0.0.1:4567', true, '(`npx inlet env` prints them again)'],
  ['http://127.0.0.1:4567', false, '`AWS_ENDPOINT_URL=http://127.0.0.1:4567 npx inlet env`:'],
])(
  'a cloud at %s (found: %s) says what prints its environment again in a fresh shell',
  async (url, isFound, shown) => {
    const state = () => Promise.resolve({ datastores: [{ datastoreId: 'd' }] } as never);
    const lines = await introduction({ url, state, isFound, names: { inboxBucket: 'inbox' } as never });
    expect(lines.join('\n')).toContain(shown);
  },
);

test('npx --no-install inlet works in the project’s folder', () => {
  const cwd = join(import.meta.dirname, '..', '..', '..');
  const shown = execFileSync('npx', ['--no-install', 'inlet', '--version'], { cwd, encoding: 'utf8' });
  expect(shown).toMatch(/^inlet \d/);
});
