import { typeNumber } from '../r4/resource-types.ts';
import { identityIssues } from './type-and-id.ts';

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

/** The lines of a file's beginning that were checked, and what is wrong with them. */
export interface CheckedLines {
  lines: number;
  problems: {
    /** 1 for the first. */
    line: number;
    problem: LineProblem;
  }[];
}

/**
 * Checks the first lines of an NDJSON file: each is a JSON object that can be stored under its type and its id. HealthLake
 * imports no line without (Developer Guide, "Importing FHIR data").
 * @param head the file's first bytes as text
 * @param isWhole true where that is all of the file; otherwise its last line is cut off and not checked
 * @param most how many lines are checked
 */
export function checkFirstLines(head: string, isWhole: boolean, most: number): CheckedLines {
  const texts = head.split('\n');
  const rest = texts.pop() ?? '';
  if (isWhole && rest.trim() !== '') texts.push(rest);
  if (texts.length === 0) return { lines: 0, problems: [{ line: 1, problem: 'longer-than-sample' }] };
  const checked: CheckedLines = { lines: 0, problems: [] };
  for (const [index, text] of texts.entries()) {
    if (checked.lines === most) break;
    if (text.trim() === '') continue;
    checked.lines += 1;
    const problem = problemOf(text);
    if (problem) checked.problems.push({ line: index + 1, problem });
  }
  return checked;
}

function problemOf(text: string): LineProblem | undefined {
  if (text.startsWith('\uFEFF')) return 'byte-order-mark';
  let resource: unknown;
  try {
    resource = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  return identityIssues(resource).length > 0 ? kindOf(resource) : undefined;
}

/** What {@link identityIssues} found first, without the texts, which may quote the line. */
function kindOf(resource: unknown): LineProblem {
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) return 'not-an-object';
  const { resourceType, id } = resource as Record<string, unknown>;
  if (typeof resourceType !== 'string') return 'no-resource-type';
  if (typeNumber(resourceType) === undefined) return 'unknown-resource-type';
  return id === undefined || id === null ? 'no-id' : 'invalid-id';
}
