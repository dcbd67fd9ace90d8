import type { SearchIndex } from '../../healthlake/index.ts';
import type { FhirCall, Pause } from '../fhir-call.ts';
import { notYet } from '../http/fhir-error.ts';

/** How long a search waits for what was stored before it, milliseconds of the cloud's time. */
const LONGEST_WAIT_MS = 30_000;
const PAUSE_MS = 20;

/**
 * Waits until all rows are in the index that are in the store now: a search answers whole or not at all.
 * @param now the cloud's time, epoch milliseconds
 * @throws FhirError 503
 */
export function* whenIndexed(
  index: Pick<SearchIndex, 'takeInFew' | 'lastRow' | 'mark' | 'catchUp'>,
  now: () => number,
  longestMs = LONGEST_WAIT_MS,
): Generator<Pause, void> {
  if (index.takeInFew()) return;
  const last = index.lastRow();
  const begun = now();
  while (index.mark() < last) {
    if (now() - begun >= longestMs) throw notYet();
    index.catchUp();
    yield new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (index.takeInFew()) return;
  }
}

/** Does work that a search of its own leads, and that nothing may come between, once all is in the index that is stored now. */
export function* onceIndexed<Result>(
  { index, now }: Pick<FhirCall, 'index' | 'now'>,
  work: () => Result,
): Generator<Pause, Result> {
  yield* whenIndexed(index, now);
  return work();
}
