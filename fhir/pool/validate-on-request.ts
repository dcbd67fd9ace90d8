import type { FileRange } from '../ndjson/file-range.ts';
import { newRangeMemory, readRange } from '../ndjson/file-range.ts';
import type { ValidatedRange } from '../validate/validate-range.ts';
import { validateRange } from '../validate/validate-range.ts';
import type { ValidatorSettings } from '../validate/open-validator.ts';
import { keptValidator } from '../validate/open-validator.ts';
import type { ValidationLevel } from '../validate/validate.ts';

/** How the lines of an import are judged. */
export interface ValidateOrder {
  validator: ValidatorSettings;
  level: ValidationLevel;
  longestLine: number;
}

/** Lines to judge. */
export interface ValidateRequest extends FileRange {
  /** An open file, closed by who asks. */
  file: number;
  /** Memory to read into, that comes back with the answer. */
  memory?: Uint8Array<ArrayBuffer>;
  /** Bytes that may be read into memory. */
  most: number;
}

/** `isLarge` where more than that would have to be read. */
export type ValidateAnswer = ValidatedRange | { isLarge: true };

/** Reads and judges ranges of files as an order says. */
export function validateOnRequest({ validator: settings, level, longestLine }: ValidateOrder) {
  const validator = keptValidator(settings);
  return ({ file, memory, most, ...range }: ValidateRequest): ValidateAnswer => {
    const into = memory ? Buffer.from(memory.buffer) : newRangeMemory();
    const read = readRange(file, range, into, longestLine, most);
    if (!read) return { isLarge: true };
    const judged = validateRange(read, validator, level);
    return level === 'strict' ? { ...judged, unchecked: validator.unchecked() } : judged;
  };
}
