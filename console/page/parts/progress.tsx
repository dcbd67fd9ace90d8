import type { JSX } from 'preact';
import type { Pace } from '../../api/index.ts';
import { count, counted, duration, percent } from '../format.ts';

/** How far a job is, by lines; how fast, and how long it still takes, where that is known. */
export function Progress({
  label,
  done,
  failed,
  pace,
}: {
  label: string;
  /** Lines so far, and the share of the bytes that they are, from 0 to 1. */
  done: { lines: number; share: number };
  failed: number;
  pace: Pace | null;
}): JSX.Element {
  return (
    <div class="progress">
      <progress aria-label={label} value={done.share} />
      <span>
        {percent(done.share)}, {counted(done.lines, 'line')}
        {failed > 0 && <span class="bad">, {count(failed)} failed</span>}
        {pace && `, ${count(pace.linesPerSecond)} a second`}
        {typeof pace?.secondsLeft === 'number' && `, ${duration(pace.secondsLeft)} left`}
      </span>
    </div>
  );
}

/** How far a job has come through its files; the service counts them in megabytes. */
export const shareOf = (megabytes: number | null | undefined, bytes: number): number =>
  bytes > 0 ? Math.min(1, ((megabytes ?? 0) * 1_000_000) / bytes) : 0;
