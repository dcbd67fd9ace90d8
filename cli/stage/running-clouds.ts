import { mkdirSync, readFileSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { LocalCloud } from '../../local/boot/index.ts';
import { isJsonObject } from '../../local/ground/index.ts';

/** A local cloud of this user, as it is recorded: where it listens, and which one it is. */
type RecordedCloud = Pick<LocalCloud, 'url' | 'instance'>;

/** How long a cloud may take to say which one it is, milliseconds. */
const LONGEST_ANSWER_MS = 10_000;

/** Of this user and this machine; its content is gone when the machine is started again, and so are the clouds. */
const folderOfRecords = (): string =>
  join(tmpdir(), `inlet-running-${process.getuid?.() ?? userInfo().username}`);

/** Who else may write here could lead a person's files to a cloud of their own. Windows has no such modes. */
function isOwn(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o077) === 0);
}

/**
 * Records a local cloud, so that commands find it at whatever port it listens.
 * @param isAgain whether it was tried before
 * @returns what takes the record away; undefined where it cannot be kept, which hinders nothing else
 */
export function recordCloud({ url, instance }: RecordedCloud, isAgain = false): (() => void) | undefined {
  try {
    const folder = folderOfRecords();
    mkdirSync(folder, { mode: 0o700, recursive: true });
    if (!isOwn(folder)) return undefined;
    const file = join(folder, `${instance}.json`);
    writeFileSync(file, JSON.stringify({ url, instance }), { mode: 0o600 });
    const forget = (): void => {
      process.off('exit', forget);
      rmSync(file, { force: true });
      removeIfEmpty(folder);
    };
    // A second Ctrl-C ends the process at once.
    process.on('exit', forget);
    return forget;
  } catch {
    // The last other one may just have removed the folder.
    return isAgain ? undefined : recordCloud({ url, instance }, true);
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Others of this user run.
  }
}

/** Addresses of this user's local clouds that run, of those that were recorded. What a killed one has left is removed. */
export async function runningClouds(): Promise<string[]> {
  const found = await Promise.all(
    records().map(async ({ file, ...cloud }) => {
      if (await isRunning(cloud)) return [cloud.url];
      rmSync(file, { force: true });
      return [];
    }),
  );
  return found.flat().toSorted();
}

function records(): (RecordedCloud & { file: string })[] {
  try {
    const folder = folderOfRecords();
    if (!isOwn(folder)) return [];
    return readdirSync(folder).flatMap((name) => {
      const file = join(folder, name);
      const { url, instance } = recordIn(file);
      return typeof url === 'string' && typeof instance === 'string' ? [{ file, url, instance }] : [];
    });
  } catch {
    return [];
  }
}

/** Another cloud may begin or end meanwhile: what is half written, or gone, is none yet, or none any more. */
function recordIn(file: string): Record<string, unknown> {
  try {
    const record: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isJsonObject(record) ? record : {};
  } catch {
    return {};
  }
}

/** Its port may be somebody else's by now. One that is too busy to answer in time runs. */
async function isRunning({ url, instance }: RecordedCloud): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(LONGEST_ANSWER_MS);
    const answer: unknown = await (await fetch(new URL('/_inlet/health', url), { signal })).json();
    return isJsonObject(answer) && answer.instance === instance;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError';
  }
}
