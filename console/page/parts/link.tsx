import type { ComponentChildren, JSX } from 'preact';
import type { Place } from '../address.ts';
import { goTo, pathOf } from '../address.ts';

/** A link to a place of the console: a real one, which opens in a new tab as links do. */
export function Link({
  to,
  isCurrent = false,
  children,
}: {
  to: Place;
  isCurrent?: boolean;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <a
      href={pathOf(to)}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        goTo(to);
      }}
    >
      {children}
    </a>
  );
}
