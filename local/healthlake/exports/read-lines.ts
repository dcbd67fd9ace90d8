import type { VersionPlace } from '../store/schema.ts';
import type { SegmentFiles } from '../store/segment-files.ts';

/** A line in memory: it lies there from `at` on until the next is taken. */
export interface LineInMemory {
  place: VersionPlace;
  memory: Buffer;
  at: number;
}

/** Lines are read at once that lie in so many bytes, with no more than so many between two of them that nobody asked for. */
const RUN_BYTES = 1024 * 1024;
const GAP_BYTES = 16 * 1024;

/** Reads lines; those that lie behind each other with one read, whatever their number. */
export function* readLines(
  places: Iterable<VersionPlace>,
  segments: Pick<SegmentFiles, 'read'>,
): Generator<LineInMemory> {
  let memory = Buffer.allocUnsafeSlow(RUN_BYTES);
  for (const run of runsOf(places)) {
    const [first] = run;
    const last = run.at(-1);
    if (!first || !last) continue;
    const length = last.start + last.length - first.start;
    if (length > memory.length) memory = Buffer.allocUnsafeSlow(length);
    segments.read(first.segment, first.start, memory.subarray(0, length));
    for (const place of run) yield { place, memory, at: place.start - first.start };
  }
}

/** Groups places that lie behind each other. */
export function* runsOf(places: Iterable<VersionPlace>): Generator<VersionPlace[]> {
  let run: VersionPlace[] = [];
  let begin = 0;
  let end = 0;
  let segment = 0;
  for (const place of places) {
    const isNear = place.segment === segment && place.start >= end && place.start - end <= GAP_BYTES;
    if (run.length > 0 && !(isNear && place.start + place.length - begin <= RUN_BYTES)) {
      yield run;
      run = [];
    }
    if (run.length === 0) begin = place.start;
    run.push(place);
    segment = place.segment;
    end = place.start + place.length;
  }
  if (run.length > 0) yield run;
}
