import { createHmac } from 'node:crypto';
import { elementPath } from './element-path.ts';
import { knownText } from './known-texts.ts';
import type { ReportedIssue } from '../read/result-line.ts';

/** What may be reported of an issue: two failed lines with the same key have the same problem. */
export interface IssueKey {
  /** FHIR's IssueType code (R4, "Value Set issue-type"); `unlisted` for anything else. */
  code: string;
  /** The R4 element, without positions; null where none is named, or one that R4 does not have. */
  path: string | null;
  /** The fixed part of a known text; null for any other text, of which only the hash is reported. */
  text: string | null;
  /** 16 hexadecimal digits of the keyed hash of an unknown text, so that the same problem can be recognized. */
  textHash: string | null;
}

/** The key of a result line that cannot be read. */
export const UNREADABLE: IssueKey = {
  code: 'unlisted',
  path: null,
  text: 'The result line cannot be read',
  textHash: null,
};

/** The key of a failed line whose result names no issue. */
export const NO_ISSUE: IssueKey = {
  code: 'unlisted',
  path: null,
  text: 'The result line names no issue',
  textHash: null,
};

const CODES: ReadonlySet<string> = new Set(
  [
    'invalid structure required value invariant security login unknown expired forbidden suppressed processing',
    'not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension too-costly',
    'business-rule conflict transient lock-error no-store exception timeout incomplete throttled informational',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Reduces an issue to what may leave the job's results. Diagnostics may quote a resource, and so may a path or a code; what is
 * not one of the known texts, names or codes is dropped.
 * @param hmacSecret keys the hashes of unknown texts (`hmacSecretOf` of lib/publish)
 */
export function issueKey({ code, diagnostics, location }: ReportedIssue, hmacSecret: string): IssueKey {
  const known = knownText(diagnostics);
  const at = elementPath(location);
  const below = at !== null && known?.element !== undefined ? elementPath(`${at}.${known.element}`) : null;
  return {
    code: CODES.has(code) ? code : 'unlisted',
    path: elementPath(known?.path) ?? below ?? at,
    text: known?.text ?? null,
    textHash: known ? null : createHmac('sha256', hmacSecret).update(diagnostics).digest('hex').slice(0, 16),
  };
}
