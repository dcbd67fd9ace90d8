import type { ValidatedRange } from '../../../fhir/index.ts';
import { PLACE_NUMBERS } from '../../../fhir/index.ts';

/** What of a validated range is appended to a segment: each resource as one line, and nothing else. */
export interface ResourceLines {
  pieces: Uint8Array[];
  /** Of all pieces. */
  bytes: number;
  /** Where each resource lies in them, and how long it is, without its line feed. */
  starts: number[];
  lengths: number[];
}

const LINE_FEED = 10;
const FEED = Uint8Array.of(LINE_FEED);

/**
 * Cuts the lines that are stored out of a range's memory. Lines that lie one behind the other stay one piece, with the line ends between
 * them; refused and blank ones are left out, and what is stored in place of a line is a piece of its own.
 */
export function resourceLines({ memory, places, marked }: ValidatedRange): ResourceLines {
  const lines: ResourceLines = { pieces: [], bytes: 0, starts: [], lengths: [] };
  const add = (piece: Uint8Array): void => {
    lines.pieces.push(piece);
    lines.bytes += piece.length;
  };
  /** Where in the memory the piece begins that lines are still added to, and where it ends so far; -1 where there is none. */
  let begun = -1;
  let end = -1;
  const endPiece = (): void => {
    if (begun < 0) return;
    const hasFeed = memory[end] === LINE_FEED;
    add(memory.subarray(begun, hasFeed ? end + 1 : end));
    if (!hasFeed) add(FEED);
    begun = -1;
  };

  for (let at = 0, index = 0; at < places.length; at += PLACE_NUMBERS, index++) {
    const start = places[at] ?? 0;
    const behind = places[at + 1] ?? 0;
    const mark = marked.get(index);
    if (begun >= 0 && (mark !== undefined || !isNext(memory, end, start))) endPiece();
    if (mark) {
      lines.starts.push(lines.bytes);
      lines.lengths.push(mark.body.length);
      add(mark.body);
      add(FEED);
      continue;
    }
    if (begun < 0) begun = start;
    lines.starts.push(lines.bytes + start - begun);
    lines.lengths.push(behind - start);
    end = behind;
  }
  endPiece();
  return lines;
}

/** Whether nothing but a line end lies between two lines. */
const isNext = (memory: Uint8Array, end: number, start: number): boolean =>
  start === end + 1 || (start === end + 2 && memory[end] !== LINE_FEED);
