import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  expect(completed('inlet', 'completion', 'f')).toEqual(['fish']);
});

/** Whether a shell is there; says so where a test is skipped for that. */
function isThere(shell: string): boolean {
  const there = spawnSync(shell, ['-c', 'true']).status === 0;
  if (!there) process.stdout.write(`${shell} is not installed: its completion is not tried\n`);
  return there;
}

(isThere('fish') ? test : test.skip)('fish completes commands, options and values', async () => {
  const { stdout } = await runInlet('', ['completion', 'fish']);
  const completed = (typed: string): string[] =>
    execFileSync('fish', ['--no-config', '-c', `${stdout}\ncomplete -C '${typed}'`], {
      encoding: 'utf8',
      env: { ...process.env, HOME: tmpdir() },
    })
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0] ?? '');
  expect(completed('inlet st')).toEqual(['status']);
  expect(completed('inlet status --wa')).toEqual(['--watch']);
  expect(completed('inlet validate --level s')).toEqual(['strict', 'structure-only']);
  expect(completed('inlet completion ')).toEqual(['bash', 'fish', 'zsh']);
});

/** Types lines, each ended with a tab, into a zsh in a terminal of its own, as a person does. */
const TYPE = `
zmodload zsh/zpty
zpty -b typed zsh -f -i
zpty -w typed "source $1"
zpty -r -m typed seen '*ready*'
shift
for line in "$@"; do
  zpty -w -n typed "$line"$'\\t\\n'
  zpty -r -m typed seen '*<<*>>*'
  print -r -- "$seen"
done
zpty -d typed
`;

/** An inlet that says what it is called with. */
const ANSWER = `
PS1=
autoload -Uz compinit
compinit -u -D
inlet() { print -r -- "<<$*>>" }
print ready
`;

(isThere('zsh') ? test : test.skip)('zsh completes commands, options and values', async () => {
  const { stdout } = await runInlet('', ['completion', 'zsh']);
  const folder = mkdtempSync(join(tmpdir(), 'inlet-zsh-'));
  try {
    const [type, setUp] = [join(folder, 'type.zsh'), join(folder, 'set-up.zsh')];
    writeFileSync(type, TYPE);
    writeFileSync(
      setUp,
      ANSWER.replace('print ready', () => `${stdout}\nprint ready`),
    );
    const typed = ['inlet stat', 'inlet status --wat', 'inlet validate --level stri', 'inlet completion fi'];
    const seen = execFileSync('zsh', ['-f', type, setUp, ...typed], { encoding: 'utf8', timeout: 60_000 });
    expect([...seen.matchAll(/<<(.*?) *>>/g)].map(([, line]) => line)).toEqual([
      'status',
      'status --watch',
      'validate --level strict',
      'completion fish',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('another shell is refused', async () => {
  expect(await runInlet('', ['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('bash, zsh, fish'),
  });
});
