import type { ArrivalStatus, KeyStatus } from '../../lib/status/index.ts';
import { formatS3Uri } from '../../lib/s3/index.ts';
import { missingText } from './drop-and-progress-text.ts';
import { foundText } from './found-text.ts';
import { bytesText, countOf, countText, facts, section, timeText } from '../terminal/index.ts';

/** What became of the writes of one key, for people. */
export function renderKey({
  bucket,
  key,
  stage,
  at,
  arrivals,
  olderLeftOff,
  found,
  nextStep,
}: KeyStatus): string[] {
  const [newest] = arrivals;
  return [
    `${formatS3Uri({ bucket, key })}, stage ${stage}, ${timeText(at)}`,
    '',
    ...section(
      ['recorded', 'size', 'version', 'lines', 'what became of it'],
      arrivals.map((arrival) => [
        timeText(arrival.recordedAt),
        bytesText(arrival.bytes),
        arrival.versionId ?? '',
        countsText(arrival),
        `${arrival.fate}: ${arrival.because}`,
      ]),
    ),
    ...(olderLeftOff ? ['Older writes are left off.', ''] : []),
    ...facts([
      ...(newest === undefined && found !== null ? [['found', foundText(found)] as const] : []),
      ...(newest?.missing ? [['missing', missingText(newest.missing)] as const] : []),
      ['next', nextStep],
    ]),
  ];
}

function countsText({ counts, fate }: ArrivalStatus): string {
  if (counts) {
    return `${countOf(counts.lines, 'line')}, ${countText(counts.imported)} imported, ${countText(counts.failed)} failed`;
  }
  return fate === 'imported' || fate === 'imported-with-errors' ? 'not summarized yet' : '';
}
