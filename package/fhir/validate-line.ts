import type { Issue } from '../../fhir/index.ts';
import { invalidJson, withoutMark } from '../../fhir/index.ts';
import { InvalidOptions, nameOf } from '../invalid-options.ts';
import type { ValidationOptions } from './options.ts';
import { validatorOf } from './validator-of.ts';

/** The verdict on a line. */
export interface LineVerdict {
  /** Whether an import would take it. */
  isValid: boolean;
  /** Of a line that is valid. */
  resourceType?: string;
  id?: string;
  /** As in an OperationOutcome (R4): what the line is refused for, or warnings about one that is valid. */
  issues: readonly Issue[];
}

const SEVERAL_LINES = 'these are several lines: an import reads each by itself';

/** JSON may have line ends between its values, and an import would take it apart there. */
const isSeveralLines = (bytes: Buffer): boolean =>
  bytes.includes('\n') && bytes.toString('latin1').trim().includes('\n');

/**
 * Judges one line of NDJSON, by Inlet's reading of HealthLake's rules. Texts of issues may have parts of the line in them.
 * @param line without its line ending; bytes are UTF-8
 * @throws InvalidOptions where it is given something else
 */
export async function validateLine(
  line: string | Uint8Array,
  options: ValidationOptions = {},
): Promise<LineVerdict> {
  const { validator, level } = await validatorOf('validateLine', options);
  if (typeof line !== 'string' && !(line instanceof Uint8Array))
    throw new InvalidOptions(`validateLine takes a line as a text or bytes, and was given ${nameOf(line)}`);
  const bytes =
    typeof line === 'string' ? Buffer.from(line) : Buffer.from(line.buffer, line.byteOffset, line.length);
  if (isSeveralLines(bytes)) return { isValid: false, issues: invalidJson(SEVERAL_LINES) };
  const verdict = validator.check(withoutMark(bytes), level);
  if (verdict.errors) return { isValid: false, issues: verdict.errors };
  const { resourceType, id, warnings, searchIssues = [] } = verdict;
  return { isValid: true, resourceType, id, issues: [...warnings, ...searchIssues] };
}
