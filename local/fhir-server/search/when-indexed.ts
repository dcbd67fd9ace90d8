import type { SearchIndex } from '../../healthlake/index.ts';
import type { Pause } from '../fhir-call.ts';
import { notYet } from '../http/fhir-error.ts';

/** How long a search waits for what was stored before it, milliseconds of the machine. */
const LONGEST_WAIT_MS = 30_000;
const PAUSE_MS = 20;

/**
 * Waits until all rows are in the index that are in the store now: a search answers whole or not at all.
 * @throws FhirError 503
 */
export function* whenIndexed(index: SearchIndex, longestMs = LONGEST_WAIT_MS): Generator<Pause, void> {
  if (index.takeInFew()) return;
  const last = index.lastRow();
  const begun = performance.now();
  while (index.mark() < last) {
    if (performance.now() - begun >= longestMs) throw notYet();
    index.catchUp();
    yield new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (index.takeInFew()) return;
  }
}
