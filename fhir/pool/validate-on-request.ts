import type { FileRange } from '../ndjson/file-range.ts';
import { newRangeMemory, readRange } from '../ndjson/file-range.ts';
import type { ValidatorSettings } from '../validate/open-validator.ts';
import { keptValidator } from '../validate/open-validator.ts';
import type { ValidatedRange } from '../validate/validate-range.ts';
import { validateRange } from '../validate/validate-range.ts';
import type { ValidationLevel } from '../validate/validate.ts';

/** How lines are validated: plain data, so that a worker thread can be given it. */
export interface ValidateOrder {
  validator: ValidatorSettings;
  level: ValidationLevel;
  /** Bytes. */
  longestLine: number;
}

/** Lines to validate. */
export interface ValidateRequest extends FileRange {
  /** An open file; the requester closes it. */
  file: number;
  /** Memory to read into; it comes back with the answer. */
  memory?: Uint8Array<ArrayBuffer>;
  /** Bytes that may be read into memory. */
  most: number;
}

/** `isLarge` where more than `most` would have to be read. */
export type ValidateAnswer = ValidatedRange | { isLarge: true };

/** Reads and validates ranges of files. */
export function validateOnRequest({ validator: settings, level, longestLine }: ValidateOrder) {
  const validator = keptValidator(settings);
  return ({ file, memory, most, ...range }: ValidateRequest): ValidateAnswer => {
    const into = memory ? Buffer.from(memory.buffer) : newRangeMemory(range.to - range.from);
    const read = readRange(file, range, into, longestLine, most);
    if (!read) return { isLarge: true };
    const validated = validateRange(read, validator, level);
    return level === 'strict' ? { ...validated, unchecked: validator.unchecked() } : validated;
  };
}
