import type { ComponentChildren, JSX } from 'preact';
import type { Followed } from '../api.ts';

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
  const { document, stale, isGone } = followed;
  return (
    <>
      <div class="title">
        <h1 tabIndex={-1}>{title}</h1>
        <p class={stale === null ? 'live' : 'live stale'} role="status">
          {stale ?? (document ? 'live' : 'loading ...')}
        </p>
      </div>
      {isGone ? <p class="empty">There is no such thing here (any more).</p> : document && children(document)}
    </>
  );
}
