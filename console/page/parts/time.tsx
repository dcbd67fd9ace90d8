import type { JSX } from 'preact';
import { localTime, utcTime } from '../format.ts';

/** A time as the reader's clock shows it, and in UTC, as AWS's logs have it. */
export function Time({ iso }: { iso: string | null }): JSX.Element {
  if (iso === null) return <span class="faint">not yet</span>;
  return (
    <time dateTime={iso}>
      {localTime(iso)} <span class="faint">{utcTime(iso)}</span>
    </time>
  );
}
