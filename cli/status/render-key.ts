import type { ArrivalStatus, KeyStatus } from '../../lib/status/index.ts';
import { formatS3Uri } from '../../lib/s3/index.ts';
import { bytesText, countText, facts, section, timeText } from '../terminal/index.ts';

/** What became of the writes of one key, for people. */
export function renderKey({ bucket, key, stage, at, arrivals, olderLeftOff, nextStep }: KeyStatus): string[] {
  return [
    `${formatS3Uri({ bucket, key })}, stage ${stage}, ${timeText(at)}`,
    '',
    ...section(
      ['recorded', 'size', 'version', 'what became of it', 'lines'],
      arrivals.map((arrival) => [
        timeText(arrival.recordedAt),
        bytesText(arrival.bytes),
        arrival.versionId ?? '',
        `${arrival.fate}: ${arrival.because}`,
        countsText(arrival),
      ]),
    ),
    ...(olderLeftOff ? ['Older writes are left off.', ''] : []),
    ...facts([['next', nextStep]]),
  ];
}

function countsText({ counts, fate }: ArrivalStatus): string {
  if (counts) {
    return `${countText(counts.lines)} lines, ${countText(counts.imported)} imported, ${countText(counts.failed)} failed`;
  }
  return fate === 'imported' || fate === 'imported-with-errors' ? 'not summarized yet' : '';
}
