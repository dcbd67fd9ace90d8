const FOCUSABLE =
  'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex="0"]';

/**
 * Leads the keyboard on where the element that has the focus is taken away or moved: a button that has done its work, a row
 * that a live view no longer has. The focus goes to what stands there now, or nearest to it, and not to the top of the page
 * (WCAG 2.2, 2.4.3 and 3.2.5).
 */
export function keepFocus(root: HTMLElement): void {
  let last: Element | null = null;
  root.addEventListener('focusin', ({ target }) => {
    last = target instanceof Element ? target : null;
  });
  new MutationObserver((records) => {
    const lost = last;
    if (!lost || document.activeElement !== document.body) return;
    const from = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
    // Without one, the person has left it.
    if (!from) return;
    last = null;
    if (lost.isConnected && lost instanceof HTMLElement) lost.focus();
    else nearest(from.target, from.previousSibling)?.focus();
  }).observe(root, { childList: true, subtree: true });
}

/** In the smallest element around a place that holds something to focus: what comes next there, else the last before. */
function nearest(around: Node, before: Node | null): HTMLElement | undefined {
  let place = before?.isConnected ? before : null;
  for (let part: Node | null = around; part instanceof HTMLElement; place = part, part = part.parentElement) {
    const found = [...part.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.checkVisibility());
    const next = found.find((one) => !place || (follows(one, place) && !place.contains(one)));
    if (next ?? found.length > 0) return next ?? found.at(-1);
  }
  return undefined;
}

const follows = (one: Node, other: Node): boolean =>
  (other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
