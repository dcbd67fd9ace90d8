import type { ArrivalStatus, FoundObject, KeyStatus } from '../../lib/status/index.ts';
import { formatS3Uri } from '../../lib/s3/index.ts';
import { missingText } from './drop-and-progress-text.ts';
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
    ...facts([
      ...(newest === undefined && found !== null ? [['found', foundText(found)] as const] : []),
      ...(newest?.missing ? [['missing', missingText(newest.missing)] as const] : []),
      ['next', nextStep],
    ]),
  ];
}

const FOUND: Readonly<Record<FoundObject['as'], string>> = {
  nothing: 'no such object, and none was recorded',
  folder: 'a folder',
  file: 'a file of which nothing is recorded yet',
  hidden: 'an object with a hidden name, which is left alone',
  tolerated: 'a file that is left alone for its name',
  placeholder: 'an empty object that stands for a folder',
  marker: 'a marker, which says that its folder is whole',
  manifest: 'a manifest, which says what its folder has to hold',
  'export-log': 'the log of an export, which is left alone',
  rejected: 'an object that is none to import',
};

const foundText = ({ as, reason }: FoundObject): string =>
  reason === undefined ? FOUND[as] : `${FOUND[as]} (${reason})`;

function countsText({ counts, fate }: ArrivalStatus): string {
  if (counts) {
    return `${countOf(counts.lines, 'line')}, ${countText(counts.imported)} imported, ${countText(counts.failed)} failed`;
  }
  return fate === 'imported' || fate === 'imported-with-errors' ? 'not summarized yet' : '';
}
