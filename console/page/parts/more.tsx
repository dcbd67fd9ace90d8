import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

/** A button that brings the next page of a list; it says so where that cannot be had, and asks for no page twice. */
export function More({
  load,
  children,
}: {
  load: () => Promise<void>;
  children: ComponentChildren;
}): JSX.Element {
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  return (
    <p class="actions">
      <button
        type="button"
        aria-disabled={isBusy}
        onClick={() => {
          if (isBusy) return;
          setBusy(true);
          setTrouble(null);
          load()
            .catch((error: unknown) => {
              setTrouble((error as Error).message);
            })
            .finally(() => {
              setBusy(false);
            });
        }}
      >
        {children}
      </button>
      <span class="bad" role="status">
        {trouble}
      </span>
    </p>
  );
}
