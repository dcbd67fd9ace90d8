import { parseTolerantly } from './tolerant-json.ts';

/** One issue of a result line's OperationOutcome, as the service wrote it: its texts may quote the resource. */
export interface ReportedIssue {
  code: string;
  diagnostics: string;
  location: string | null;
}

/** What a line of a SUCCESS or FAILURE file says. Null is what it does not say. */
export interface ResultLine {
  /** The line's number in the input file; whether it counts from 0 or from 1 is not documented. */
  lineId: number | null;
  statusCode: number | null;
  /** The issues that made the line fail: errors; where none is called so, all of them. */
  issues: ReportedIssue[];
  /** Type and id of the resource that was stored. */
  resource: { type: string; id: string } | null;
}

/** A result line may quote as much as its resource has; more bytes of it than this are not held. */
export const LONGEST_RESULT_LINE = 1024 * 1024;

/** True for a line that failed by the service's own fault. */
export const isServerError = (statusCode: number | null): boolean =>
  statusCode !== null && statusCode >= 500 && statusCode <= 599;

/**
 * Reads one result line (Developer Guide, "Troubleshooting import actions"), however malformed it is. `statusCode` is looked
 * for inside and beside UpdateResourceResponse, `jsonBlob` is taken as an object or as its text.
 * @returns undefined where nothing of it can be read
 */
export function parseResultLine(text: string): ResultLine | undefined {
  const line = asObject(parseTolerantly(text));
  if (!line) return undefined;
  const response = asObject(line.UpdateResourceResponse) ?? asObject(line.updateResourceResponse) ?? line;
  const blob = asObject(
    typeof response.jsonBlob === 'string' ? parseTolerantly(response.jsonBlob) : response.jsonBlob,
  );
  const lineId = asCount(line.lineId);
  const statusCode = asCount(response.statusCode) ?? asCount(line.statusCode) ?? asCount(blob?.statusCode);
  if (lineId === null && statusCode === null && !blob) return undefined;
  return { lineId, statusCode, issues: issuesOf(blob), resource: resourceOf(blob) };
}

function issuesOf(outcome: Members | undefined): ReportedIssue[] {
  const listed: unknown[] = Array.isArray(outcome?.issue) ? outcome.issue : [];
  const all = listed.map(asObject).filter((issue) => issue !== undefined);
  const errors = all.filter(({ severity }) => severity === 'error' || severity === 'fatal');
  return (errors.length > 0 ? errors : all).map(({ code, diagnostics, details, location, expression }) => ({
    code: typeof code === 'string' ? code : '',
    diagnostics: firstText([diagnostics, asObject(details)?.text]) ?? '',
    location: firstText([expression, location].flat()),
  }));
}

const resourceOf = (blob: Members | undefined): ResultLine['resource'] => {
  const { resourceType: type, id } = blob ?? {};
  return typeof type === 'string' && typeof id === 'string' && type !== 'OperationOutcome'
    ? { type, id }
    : null;
};

type Members = Record<string, unknown>;

const asObject = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;

const asCount = (value: unknown): number | null => {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
};

const firstText = (values: readonly unknown[]): string | null =>
  values.find((value): value is string => typeof value === 'string') ?? null;
