import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@jest/globals';
import { resourceVersions } from '../../../../local/healthlake/store/resource-versions.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';

/** Node 22 needs the flag to take TypeScript as it is. */
const PROGRAM = [
  '--experimental-strip-types',
  '--disable-warning=ExperimentalWarning',
  join(import.meta.dirname, 'write-until-killed.ts'),
];

/** What was told as committed: the stamps of each resource, in their order. */
type Told = Map<string, string[]>;

/** Lets a process write until it has told `lines` writes, and kills it so many milliseconds later. */
async function writeUntilKilled(state: string, stamp: number, lines: number, told: Told): Promise<number> {
  const child = spawn(process.execPath, [...PROGRAM, state, String(stamp)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seen = 0;
  let last = stamp;
  for await (const text of createInterface(child.stdout)) {
    if (text.startsWith('begun')) continue;
    const [id = '', written = ''] = text.split(' ');
    const stamps = told.get(id) ?? [];
    told.set(id, [...stamps, text.endsWith('deleted') ? 'deleted' : written]);
    last = Math.max(last, Number(written));
    // Whatever it does at that moment: the rest of its pipe is read.
    if (++seen === lines) child.kill('SIGKILL');
  }
  return last;
}

/** Fails where anything told is lost, a row has no line, or a byte no row. */
function check(state: string, told: Told): void {
  const store = openStore(state);
  try {
    store.sweep();
    const versions = resourceVersions(store);
    for (const [id, stamps] of told) {
      const there = stampsOf(versions, id);
      expect(containing(stamps, there)).toEqual(there);
    }
    const rows = store.database
      .prepare('SELECT segment, sum(length + 1) AS bytes FROM versions WHERE length > 0 GROUP BY segment')
      .all();
    const folder = join(state, 'segments');
    const lengths = new Map(
      readdirSync(folder).map((name) => [Number.parseInt(name, 10), statSync(join(folder, name)).size]),
    );
    for (const { segment, bytes } of rows) {
      const length = lengths.get(Number(segment)) ?? 0;
      // A line end may have a carriage return.
      expect(length).toBeGreaterThanOrEqual(Number(bytes));
      expect(length).toBeLessThan(Number(bytes) * 1.01);
    }
  } finally {
    store.close();
  }
}

/** The stamps of a resource's versions, the first first. */
function stampsOf(versions: ReturnType<typeof resourceVersions>, id: string): string[] {
  const stamps: string[] = [];
  for (let number = versions.newest('d', 'Patient', id)?.version ?? 0; number > 0; number--) {
    const body = Buffer.from(versions.version('d', 'Patient', id, number)?.body ?? []).toString();
    if (body === '') {
      stamps.unshift('deleted');
      continue;
    }
    const resource = JSON.parse(body) as { id: string; extension: { valueInteger: number }[] };
    expect(resource.id).toBe(id);
    stamps.unshift(String(resource.extension[0]?.valueInteger));
  }
  return stamps;
}

/** All versions there are, where those that were told are among them in their order; else those that were told. */
function containing(told: readonly string[], there: readonly string[]): readonly string[] {
  let at = 0;
  for (const stamp of told) {
    const found = there.indexOf(stamp, at);
    if (found < 0) return told;
    at = found + 1;
  }
  return there;
}

/** The same folder is written to by so many processes, one after the other; then another is begun. */
const KILLS_OF_FOLDER = 5;

/** Kills a process that writes, so many times, at random moments; each time all that it had told is there. */
export async function killMany(times: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-killed-store-'));
  let told: Told = new Map();
  try {
    let stamp = 0;
    for (let time = 0; time < times; time++) {
      if (time % KILLS_OF_FOLDER === 0) told = new Map();
      const state = join(folder, String(Math.floor(time / KILLS_OF_FOLDER)));
      // Stamps that were not told are not given again.
      stamp = (await writeUntilKilled(state, stamp, 1 + Math.floor(Math.random() * 600), told)) + 100_000;
      check(state, told);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
