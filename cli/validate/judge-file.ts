import { closeSync, fstatSync, openSync } from 'node:fs';
import { collectGarbage } from '../../local/fhir/collect-garbage.ts';
import { fileLines, isBlank } from '../../local/fhir/file-lines.ts';
import { LONGEST_LINE_BYTES } from '../../local/fhir/judge-range.ts';
import { invalidJson } from '../../local/fhir/invalid-json.ts';
import type { Issue } from '../../local/fhir/issue.ts';
import { processingError } from '../../local/fhir/issue.ts';
import type { ValidationLevel, Validator } from '../../local/fhir/validate.ts';

/** One line that is not blank, and what the validator says of it. */
export interface JudgedLine {
  /** From 1. */
  line: number;
  /** `Type/id`; undefined where the line was refused. */
  identity?: string;
  /** Errors of a line that was refused; else warnings, or nothing. */
  issues: readonly Issue[];
  isRefused: boolean;
}

const TOO_LONG = [processingError('The line is longer than the 164 MB that one resource may have')];

/** From here on a line's memory is freed at once, not when V8 sees fit. */
const LARGE_LINE_BYTES = 8 * 1024 * 1024;

/** Judges the lines of a file as the import does, one after the other: memory does not grow with the file. */
export function* judgeFile(
  path: string,
  validator: Validator,
  level: ValidationLevel,
): Generator<JudgedLine> {
  const file = openSync(path, 'r');
  try {
    let line = 0;
    for (const { bytes, refusal } of fileLines(file, 0, fstatSync(file).size, LONGEST_LINE_BYTES)) {
      line++;
      if (!bytes) {
        yield { line, isRefused: true, issues: refusal === undefined ? TOO_LONG : invalidJson(refusal) };
      } else if (!isBlank(bytes)) {
        const verdict = validator.check(bytes, level);
        if (bytes.length > LARGE_LINE_BYTES) collectGarbage();
        yield verdict.errors
          ? { line, isRefused: true, issues: verdict.errors }
          : {
              line,
              isRefused: false,
              identity: `${verdict.resourceType}/${verdict.id}`,
              issues: verdict.warnings,
            };
      }
    }
  } finally {
    closeSync(file);
  }
}
