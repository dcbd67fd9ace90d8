import { MOST_ITEM_BYTES } from '../dynamodb/item-size.ts';
import { MOST_EVENT_BYTES } from '../services/messages.ts';
import type { MeasuredFunction, ScenarioResult } from './measured.ts';
import { countOf, countText } from '../../../errors/index.ts';

const MB = 1024 * 1024;

/** What a scenario says of each function that does not hold. */
function brokenOf({
  name,
  memoryMb,
  timeoutSeconds,
  peakBytes,
  longest,
  errors,
}: MeasuredFunction): string[] {
  const broken: string[] = [];
  if (peakBytes > memoryMb * MB)
    broken.push(`${name} took ${Math.round(peakBytes / MB)} MB, and has ${memoryMb} MB`);
  if (longest.durationMs > timeoutSeconds * 1000)
    broken.push(
      `an invocation of ${name} took ${Math.round(longest.durationMs / 1000)} s, and has ${timeoutSeconds} s`,
    );
  for (const [error, times] of errors) broken.push(`${name} failed ${countOf(times, 'time')}: ${error}`);
  return broken;
}

/** All that does not hold of a scenario: what its own checks found, and the limits of AWS. */
export function judged({
  functions,
  broken,
  largestItem,
  largestEventRequest,
}: Pick<ScenarioResult, 'functions' | 'broken' | 'largestItem' | 'largestEventRequest'>): string[] {
  return [
    ...broken,
    ...functions.flatMap(brokenOf),
    ...(largestItem > MOST_ITEM_BYTES
      ? [`an item of DynamoDB has ${countOf(largestItem, 'byte')}, of ${countText(MOST_ITEM_BYTES)}`]
      : []),
    ...(largestEventRequest > MOST_EVENT_BYTES
      ? [
          `a request to the bus has ${countOf(largestEventRequest, 'byte')}, of ${countText(MOST_EVENT_BYTES)}`,
        ]
      : []),
  ];
}
