import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** Of Linux, everywhere: clock ticks a second, in which proc(5) tells processor time. */
const TICKS = 100;

/** Only Linux tells what another process has taken. */
export const canTellPeak = (): boolean => existsSync('/proc/self/status');

const statusOf = (pid: number | undefined, name: string): number =>
  Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) *
  1024;

/** The most memory that a process has taken, in bytes (proc(5), VmHWM). */
export const peakOf = (pid: number | undefined): number => statusOf(pid, 'VmHWM');

/** The memory that a process has now, in bytes (proc(5), VmRSS). */
export const residentOf = (pid: number | undefined): number => statusOf(pid, 'VmRSS');

const statOf = (pid: number | undefined): string[] =>
  readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');

/** The processor time that another process has taken in all its threads, in seconds (proc(5), utime and stime). */
export const processorSecondsOf = (pid: number | undefined): number => {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};

/** A process and all that it has started, those of these included. */
export function treeOf(pid: number | undefined): (number | undefined)[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = all.filter((each) => parentOf(each) === pid).map(Number);
  return [pid, ...children.flatMap(treeOf)];
}

/** Undefined of one that has ended meanwhile. */
function parentOf(pid: string): number | undefined {
  try {
    return Number(statOf(Number(pid))[1]);
  } catch {
    return undefined;
  }
}
