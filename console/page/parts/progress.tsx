import type { JSX } from 'preact';
import type { Pace } from '../../api/index.ts';
import { count, duration } from '../format.ts';

/** How far a job is, by lines; how fast, and how long it still takes, where that is known. */
export function Progress({
  label,
  done,
  failed,
  pace,
}: {
  label: string;
  done: { scanned: number; of: number | null };
  failed: number;
  pace: Pace | null;
}): JSX.Element {
  const { scanned, of } = done;
  return (
    <div class="progress">
      <progress
        aria-label={label}
        {...(of !== null && of > 0 && { max: of, value: Math.min(scanned, of) })}
      />
      <span>
        {count(scanned)} {of === null ? 'lines' : `of ${count(of)} lines`}
        {failed > 0 && <span class="bad">, {count(failed)} failed</span>}
        {pace && `, ${count(pace.linesPerSecond)} a second`}
        {pace?.secondsLeft != null && `, ${duration(pace.secondsLeft)} left`}
      </span>
    </div>
  );
}
