import type { BodyPlace } from './schema.ts';
import type { SegmentFiles } from './segment-files.ts';

/** To read what lies between two lines costs less than to read twice, up to so many bytes. */
const WORTH_BYTES = 8 * 1024;

/** What is read at once, at most: each of the lines keeps all of it in memory. */
const MOST_BYTES = 256 * 1024;

/** A line that is asked for, and where it goes among those that are given back. */
interface Asked extends BodyPlace {
  at: number;
}

/** The bytes of some lines of segments, in the order in which they are asked for: those that lie near each other are read at once. */
export function readTogether(segments: Pick<SegmentFiles, 'read'>, places: readonly BodyPlace[]): Buffer[] {
  const bodies: Buffer[] = Array.from({ length: places.length });
  const asked = places
    .map(({ segment, start, length }, at): Asked => ({ segment, start, length, at }))
    .sort((one, other) => one.segment - other.segment || one.start - other.start);
  for (let from = 0; from < asked.length;) {
    const to = endOfNeighbours(asked, from);
    const neighbours = asked.slice(from, to);
    const [first, last] = [neighbours[0], neighbours.at(-1)];
    if (!first || !last) break;
    const bytes = Buffer.allocUnsafeSlow(last.start + last.length - first.start);
    if (bytes.length > 0) segments.read(first.segment, first.start, bytes);
    for (const { at, start, length } of neighbours)
      bodies[at] = bytes.subarray(start - first.start, start - first.start + length);
    from = to;
  }
  return bodies;
}

/** Behind the last line that is read with the one at `from`. A deletion lies nowhere, and is read alone. */
function endOfNeighbours(places: readonly BodyPlace[], from: number): number {
  const first = places[from];
  let to = from + 1;
  if (!first || first.length === 0) return to;
  let end = first.start + first.length;
  for (let next = places[to]; next; next = places[++to]) {
    const isNear =
      next.segment === first.segment &&
      next.start >= end &&
      next.start - end <= WORTH_BYTES &&
      next.length > 0;
    if (!isNear || next.start + next.length - first.start > MOST_BYTES) break;
    end = next.start + next.length;
  }
  return to;
}
