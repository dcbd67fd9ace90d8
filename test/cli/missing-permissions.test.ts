import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { takeStateFolder } from '../../local/boot/state-folder.ts';
import { asNobody } from '../support/as-nobody.ts';
import { patients, temporaryFolder } from '../support/cloud.ts';
import { runInlet, unbroken } from '../support/run-inlet.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const path = (...names: string[]): string => join(temporary.folder, ...names);
beforeAll(async () => {
  temporary = await temporaryFolder();
  mkdirSync(path('mixed'), { mode: 0o755 });
  writeFileSync(path('mixed', 'a.ndjson'), patients(1), { mode: 0o644 });
  writeFileSync(path('mixed', 'b.ndjson'), patients(1), { mode: 0 });
  writeFileSync(path('mixed', 'c.ndjson.gz'), gzipSync(patients(1)), { mode: 0 });
  mkdirSync(path('closed'), { mode: 0 });
  mkdirSync(path('read-only'), { mode: 0o555 });
  writeFileSync(path('read-only', 'report.txt'), '', { mode: 0o444 });
  // What a command imports when it begins is there from then on, wherever it lies.
  await runInlet('', ['validate', path('mixed', 'a.ndjson'), '--level', 'strict', '--html', path('x.html')]);
  await runInlet('', ['local', '--drop', path('none')]);
});
afterAll(async () => {
  for (const name of ['closed', 'read-only']) chmodSync(path(name), 0o755);
  await temporary.remove();
});

/** Options, and what of them may not be used. */
const REFUSED: readonly [args: string[], of: string][] = [
  [['validate', 'mixed/b.ndjson'], 'mixed/b.ndjson'],
  [['validate', 'closed'], 'closed'],
  [['validate', 'closed/a.ndjson'], 'closed'],
  [['validate', 'mixed/a.ndjson', '--html', 'read-only/page.html'], 'read-only/page.html'],
  [
    ['validate', 'mixed/a.ndjson', '--level', 'strict', '--package', 'mixed/c.ndjson.gz'],
    'mixed/c.ndjson.gz',
  ],
  [['local', '--drop', 'mixed'], 'mixed/b.ndjson'],
  [['local', '--drop', 'closed'], 'closed'],
  [['local', '--exit-when-idle', '--report', 'read-only/report.txt'], 'read-only/report.txt'],
  [['local', '--exit-when-idle', '--report', 'read-only/new.txt'], 'read-only/new.txt'],
  [['local', '--smart-service', 'me=mixed/b.ndjson'], 'mixed/b.ndjson'],
];

test.each(REFUSED)('%j is said in a sentence that names what may not be used', async (args, of) => {
  const paths = args.map((arg) =>
    arg.replace(
      /^(me=)?((?:mixed|closed|read-only)\b.*)$/,
      (_, me = '', name: string) => `${me}${path(name)}`,
    ),
  );
  const ended = await asNobody(temporary.folder, () => runInlet('', paths));
  if (!ended) return;
  expect([ended.code, unbroken(ended.stderr)]).toEqual([1, expect.stringContaining(path(of))]);
  expect(unbroken(ended.stderr)).toMatch(/permission|may not|allowed/);
  expect(ended.stderr).not.toContain('    at ');
});

test('of several files the others are judged', async () => {
  const ended = await asNobody(temporary.folder, () => runInlet('', ['validate', path('mixed')]));
  if (!ended) return;
  expect(ended.code).toBe(1);
  expect(unbroken(ended.stdout)).toContain(
    'the file may not be read by this user: change its permissions (EACCES)',
  );
  expect(ended.stdout).toMatch(/^a\.ndjson +1 +1 +0$/m);
});

test('a state folder that may not be written is refused, and nothing is left there', async () => {
  for (const named of [path('read-only'), path('read-only', 'state'), path('closed')]) {
    const refused = await asNobody(temporary.folder, () => {
      try {
        takeStateFolder(named).release();
        return 'taken';
      } catch (error) {
        return error;
      }
    });
    if (refused !== undefined) expect(refused).toMatchObject({ code: 'StateFolderUnusable' });
  }
  chmodSync(path('closed'), 0o700);
  expect([readdirSync(path('read-only')), readdirSync(path('closed'))]).toEqual([['report.txt'], []]);
});
