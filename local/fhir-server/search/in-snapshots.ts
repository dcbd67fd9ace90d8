import type { FhirCall, Pause } from '../fhir-call.ts';
import { whenIndexed } from './when-indexed.ts';

/**
 * Does work that reads, each part up to a pause on an index and a store that stand still: what others do meanwhile shows in the next part.
 * @param needsIndex whether it waits until all is in the index that is stored now
 * @throws FhirError 503 where it would wait for too long
 */
export function* inSnapshots<Result>(
  { index, now }: Pick<FhirCall, 'index' | 'now'>,
  needsIndex: boolean,
  work: Generator<Pause, Result>,
): Generator<Pause, Result> {
  let mayBegin = !needsIndex;
  for (;;) {
    const step = index.standing((isWhole) => (mayBegin || isWhole ? work.next() : undefined));
    mayBegin = true;
    if (step === undefined) yield* whenIndexed(index, now);
    else if (step.done === true) return step.value;
    else yield step.value;
  }
}
