import { on } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { PROJECT } from '../../../tools/build/project.ts';
import { takeTurn } from '../../../tools/scripts/compile-turn.mjs';
import { finish, removeOld } from '../../../tools/scripts/compile-cli.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** @param age in hours */
function made(name: string, age: number): void {
  mkdirSync(join(folder, name));
  const at = Date.now() / 1000 - age * 3600;
  utimesSync(join(folder, name), at, at);
}

test('commands that are compiled beside each other leave each other’s compilations alone', () => {
  for (const [name, age] of [
    ['local-aa', 0.5],
    ['local-aa.101', 0.1],
    ['local-aa.102', 0],
    ['local-aa.103', 2],
    ['local-bb', 3],
    ['local-cc', 4],
    ['status-aa', 9],
  ] as const)
    made(name, age);
  removeOld(folder, 'local', 'local-aa');
  expect(readdirSync(folder).sort()).toEqual([
    'local-aa',
    'local-aa.101',
    'local-aa.102',
    'local-bb',
    'status-aa',
  ]);
});

test('a folder of which only the compile cache is left is no compilation, and is taken over', () => {
  mkdirSync(join(folder, 'local-aa', 'compile-cache'), { recursive: true });
  made('local-aa.101', 0);
  writeFileSync(join(folder, 'local-aa.101', 'main.mjs'), '');
  finish(join(folder, 'local-aa.101'), join(folder, 'local-aa'));
  expect(readdirSync(join(folder, 'local-aa'))).toEqual(['main.mjs']);
  made('local-aa.102', 0);
  finish(join(folder, 'local-aa.102'), join(folder, 'local-aa'));
  expect([existsSync(join(folder, 'local-aa', 'main.mjs')), readdirSync(folder)]).toEqual([
    true,
    ['local-aa'],
  ]);
});

test('of those that begin together one has its turn, and the others wait for it', async () => {
  const lock = join(folder, 'local.lock');
  const took = new Int32Array(new SharedArrayBuffer(4));
  const endTurn = takeTurn(lock);
  const other = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     import(workerData.module).then(({ takeTurn }) => {
       parentPort.postMessage('asks');
       const endTurn = takeTurn(workerData.lock);
       Atomics.store(workerData.took, 0, 1);
       endTurn();
       parentPort.postMessage('has had its turn');
     });`,
    {
      eval: true,
      workerData: { module: join(PROJECT, 'tools/scripts/compile-turn.mjs'), lock, took },
    },
  );
  const said = on(other, 'message');
  expect((await said.next()).value).toEqual(['asks']);
  expect(Atomics.load(took, 0)).toBe(0);
  endTurn();
  expect((await said.next()).value).toEqual(['has had its turn']);
  expect(Atomics.load(took, 0)).toBe(1);
  await other.terminate();
});

test('where there can be no lock there are no turns', () => {
  const [one, other] = [
    takeTurn(join(folder, 'none', 'local.lock')),
    takeTurn(join(folder, 'none', 'local.lock')),
  ];
  one();
  other();
  const endTurn = takeTurn(join(folder, 'local.lock'));
  takeTurn(join(folder, 'local.lock'), 1)();
  endTurn();
});
