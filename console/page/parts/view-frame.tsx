import type { ComponentChildren, JSX } from 'preact';
import type { Followed } from '../use-followed.ts';

/** The heading of a view, whether what it shows is live, and what stands there while there is nothing to show. */
export function ViewFrame<T>({
  title,
  followed,
  children,
}: {
  title: string;
  followed: Followed<T>;
  children: (document: T) => ComponentChildren;
}): JSX.Element {
  const { document, stale, isGone, isLoading } = followed;
  return (
    <>
      <div class="title">
        <h1 tabIndex={-1}>{title}</h1>
        <p class={stale === null ? 'live' : 'live stale'} role="status">
          <span aria-hidden="true">{stale === null ? '● ' : '▲ '}</span>
          {stale === null ? (isLoading ? 'loading ...' : 'live') : `out of date: ${stale}`}
        </p>
      </div>
      {isGone ? (
        <p class="empty">
          There is no such thing here, or no longer: a cloud that keeps its state in memory forgets it when it
          ends.
        </p>
      ) : (
        document && children(document)
      )}
    </>
  );
}
