import { FHIR_ID } from '../../../fhir/index.ts';

/** What can be wrong with a line, without any of its content. */
export type LineProblem =
  | 'byte-order-mark'
  | 'not-json'
  | 'not-an-object'
  | 'no-resource-type'
  | 'unknown-resource-type'
  | 'no-id'
  | 'invalid-id'
  | 'longer-than-sample';

export interface FoundProblem {
  /** 1 for the first. */
  line: number;
  problem: LineProblem;
}

/** The lines of a file's beginning that were looked at, and what is wrong with them. */
export interface CheckedLines {
  lines: number;
  problems: FoundProblem[];
}

/**
 * Checks the first lines of an NDJSON file: each a JSON object with a known resourceType and a valid id. HealthLake
 * imports no line without one (Developer Guide, "Importing FHIR data").
 * @param head the file's first bytes as text
 * @param isWhole true where that is all of the file; otherwise its last line is cut off and not judged
 * @param most how many lines are looked at
 */
export function checkLines(
  head: string,
  isWhole: boolean,
  knownTypes: ReadonlySet<string>,
  most: number,
): CheckedLines {
  const texts = head.split('\n');
  const rest = texts.pop() ?? '';
  if (isWhole && rest.trim() !== '') texts.push(rest);
  if (texts.length === 0) return { lines: 0, problems: [{ line: 1, problem: 'longer-than-sample' }] };
  const checked: CheckedLines = { lines: 0, problems: [] };
  for (const [index, text] of texts.entries()) {
    if (checked.lines === most) break;
    if (text.trim() === '') continue;
    checked.lines += 1;
    const problem = problemOf(text, knownTypes);
    if (problem) checked.problems.push({ line: index + 1, problem });
  }
  return checked;
}

function problemOf(text: string, knownTypes: ReadonlySet<string>): LineProblem | undefined {
  if (text.startsWith('\uFEFF')) return 'byte-order-mark';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not-an-object';
  const { resourceType, id } = value as { resourceType?: unknown; id?: unknown };
  if (typeof resourceType !== 'string') return 'no-resource-type';
  if (!knownTypes.has(resourceType)) return 'unknown-resource-type';
  if (id === undefined) return 'no-id';
  return typeof id === 'string' && FHIR_ID.test(id) ? undefined : 'invalid-id';
}
