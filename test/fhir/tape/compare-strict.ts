import type { R4 } from '../../../fhir/r4/load-r4.ts';
import type { StrictCheck } from '../../../fhir/validate/strict.ts';

/** What a comparison came to. */
export interface Compared {
  /** Lines whose structure is plainly right. */
  lines: number;
  /** Those that plainly keep what strict demands, too. */
  plain: number;
  /** Those that the walk refuses. */
  refused: number;
  bytes: number;
  plainBytes: number;
}

/**
 * Asks the tape and the walk the same of lines.
 * @throws Error with the line, where the tape has it plainly right and the walk finds a fault
 */
export function compareStrict(r4: R4, strict: StrictCheck, lines: Iterable<Buffer>, most: number): Compared {
  const { judge } = r4.recording;
  const found: Compared = { lines: 0, plain: 0, refused: 0, bytes: 0, plainBytes: 0 };
  let left = most;
  for (const line of lines) {
    if (left-- === 0) break;
    judge.over(line);
    if (!judge.check(0, line.length)) continue;
    const isPlain = strict.isPlain();
    const text = line.toString('utf8');
    const [fault] = strict.check(JSON.parse(text), text);
    if (isPlain && fault) throw new Error(`${fault.path}: ${fault.text}, in ${text}`);
    found.lines++;
    if (fault) found.refused++;
    else found.bytes += line.length;
    if (!isPlain) continue;
    found.plain++;
    found.plainBytes += line.length;
  }
  return found;
}
