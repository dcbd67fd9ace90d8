import { isUtf8 } from 'node:buffer';
import { brokenEnd } from './bytes.ts';

/** Longer lines take the closer look. */
const LONGEST_BYTES = 8 * 1024 * 1024;

/** So much is read at a time: what fits the processor's nearest memory. */
const WINDOW_BYTES = 32 * 1024;

/** No look goes further beyond what is there. */
const SLACK = 16;

/** The memory that lines are judged in. */
export interface LineBytes {
  bytes: Uint8Array;
  view: DataView;
}

/**
 * The lines that are judged, a window at a time, always in the same memory: V8 compiles its address and length into the code that
 * reads it, which saves more than the copy costs.
 */
export function createLineWindow() {
  const bytes = new Uint8Array(LONGEST_BYTES + SLACK);
  const view = new DataView(bytes.buffer);
  let memory: Uint8Array = bytes;
  /** The part of the memory that was read, and whether it is UTF-8. */
  let base = 0;
  let windowEnd = 0;
  let isText = false;

  /** Takes the memory that lines lie in from now on; called again when what is in it has changed. */
  function over(lines: Uint8Array): void {
    memory = lines;
    base = 0;
    windowEnd = 0;
  }

  function read(start: number, end: number): boolean {
    if (end - start > LONGEST_BYTES) return false;
    base = start;
    windowEnd = Math.min(Math.max(end, start + WINDOW_BYTES), memory.length);
    const length = windowEnd - start;
    bytes.set(memory.subarray(start, windowEnd));
    bytes[length] = 0;
    isText = isUtf8(bytes.subarray(0, length - brokenEnd(bytes, length)));
    return true;
  }

  /**
   * Where the window begins in the memory, with the line from `start` to `end` in it; -1 where that is too long or no UTF-8. What stands
   * behind the line in `bytes` is a line end, or a zero byte.
   */
  function baseOf(start: number, end: number): number {
    if ((start < base || end > windowEnd) && !read(start, end)) return -1;
    return isText || isUtf8(bytes.subarray(start - base, end - base)) ? base : -1;
  }

  return { bytes, view, over, baseOf };
}
