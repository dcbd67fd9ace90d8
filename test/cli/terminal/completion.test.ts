import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { runInlet } from '../../support/run-inlet.ts';

test('bash completes commands, options and values', async () => {
  const { code, stdout } = await runInlet('', ['completion', 'bash']);
  expect(code).toBe(0);
  const completed = (...words: string[]): string[] => {
    const typed = words.map((word) => `'${word}'`).join(' ');
    const script = `${stdout}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _inlet; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  };
  expect(completed('inlet', 'st')).toEqual(['status']);
  expect(completed('inlet', 'status', '--wa')).toEqual(['--watch']);
  expect(completed('inlet', 'validate', '--level', 's')).toEqual(['strict', 'structure-only']);
});

test.each(['zsh', 'fish'])('%s gets a script that it can read', async (shell) => {
  const { code, stdout } = await runInlet('', ['completion', shell]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/status[^]*watch/)]);
  const { status, error } = spawnSync(shell, ['-n', '-c', stdout]);
  if (error) process.stderr.write(`not read by ${shell}, which is not there\n`);
  else expect(status).toBe(0);
});

test('another shell is refused', async () => {
  expect(await runInlet('', ['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('bash, zsh, fish'),
  });
});
