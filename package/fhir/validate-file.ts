import { closeSync, fstatSync, openSync } from 'node:fs';
import {
  LONGEST_LINE_BYTES,
  PLACE_NUMBERS,
  RANGE_BYTES,
  RESOURCE_TYPES,
  fileRefusal,
  invalidJson,
  newRangeMemory,
  readRange,
  refusedFile,
  validateRange,
} from '../../fhir/index.ts';
import type { Issue, ValidatedRange } from '../../fhir/index.ts';
import { InvalidOptions, isText, nameOf } from '../invalid-options.ts';
import type { LineVerdict } from './validate-line.ts';
import type { ValidationOptions } from './options.ts';
import { validatorOf } from './validator-of.ts';

/** The verdict on a line of a file, and how far the file is read. */
export interface FileVerdict extends LineVerdict {
  /** From 1. */
  line: number;
  /** Bytes of the file that are judged, and that there are. */
  progress: { bytes: number; of: number };
}

/**
 * Judges the lines of an NDJSON file in their order, by `for await`: each line that is not blank has a verdict. The file is read a megabyte
 * at a time, in this thread; whoever leaves the loop closes it. Of a file that is no NDJSON at all line 1 says why.
 * @throws Error of Node where the file cannot be read; InvalidOptions where the path or an option is none
 */
export async function* validateFile(
  path: string,
  options: ValidationOptions = {},
): AsyncGenerator<FileVerdict, void, undefined> {
  const { validator, level } = await validatorOf('validateFile', options);
  if (!isText(path) && !((path as unknown) instanceof URL))
    throw new InvalidOptions(`validateFile takes the path of a file, and was given ${nameOf(path)}`);
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const refusal = fileRefusal(file);
    if (refusal !== undefined) {
      yield* verdictsOf(refusedFile(size, invalidJson(refusal)), 0, { bytes: size, of: size });
      return;
    }
    const memory = newRangeMemory();
    let lines = 0;
    for (let from = 0; from < size; from += RANGE_BYTES) {
      const to = Math.min(from + RANGE_BYTES, size);
      const read = readRange(file, { from, to }, memory, LONGEST_LINE_BYTES);
      if (!read) continue;
      const range = validateRange(read, validator, level);
      yield* verdictsOf(range, lines, { bytes: to, of: size });
      lines += range.lines;
      // Nothing else turns the event loop of this thread.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    closeSync(file);
  }
}

/** The verdicts of a range in the order of its lines; it has those that are right and those that are not apart. */
function* verdictsOf(
  { places, ids, marked, failures, warnings }: ValidatedRange,
  before: number,
  progress: FileVerdict['progress'],
): Generator<FileVerdict> {
  const warned = new Map(warnings.map(({ line, issues }) => [line, issues]));
  const names = ids.split('\n');
  const refused = failures.values();
  let next = refused.next();
  for (let at = 0; at < places.length / PLACE_NUMBERS; at++) {
    const [, , type = -1, line = 0] = places.subarray(at * PLACE_NUMBERS);
    for (; !next.done && next.value.line < line; next = refused.next())
      yield refusedLine(next.value, before, progress);
    const issues: Issue[] = [...(warned.get(line) ?? []), ...(marked.get(at)?.issues ?? [])];
    const resourceType = RESOURCE_TYPES[type] ?? '';
    yield { line: before + line, isValid: true, resourceType, id: names[at] ?? '', issues, progress };
  }
  for (; !next.done; next = refused.next()) yield refusedLine(next.value, before, progress);
}

const refusedLine = (
  { line, issues }: ValidatedRange['failures'][number],
  before: number,
  progress: FileVerdict['progress'],
): FileVerdict => ({ line: before + line, isValid: false, issues, progress });
