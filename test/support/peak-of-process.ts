import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { peakOf } from '../../tools/bench/processes.ts';

/**
 * Follows the most memory that a process takes, while it writes to its standard output: only Linux tells it, and no longer once
 * the process has ended. Returns the function that says it, bytes.
 */
export function followPeak({ pid, stdout }: ChildProcess): () => number {
  let peak = 0;
  stdout?.on('data', () => {
    if (existsSync(`/proc/${String(pid)}/status`)) peak = Math.max(peak, peakOf(pid) || 0);
  });
  return () => peak;
}
