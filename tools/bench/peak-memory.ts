import { existsSync, readFileSync } from 'node:fs';

/** Only Linux tells the most memory that another process has taken. */
export const canTellPeak = (): boolean => existsSync('/proc/self/status');

/** The most memory that a process has taken, in bytes (proc(5), VmHWM). */
export const peakOf = (pid: number | undefined): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) * 1024;
