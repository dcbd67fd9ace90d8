import type { Issue } from '../messages/issue.ts';
import { memberOf, opensList, spliced } from '../json/json-members.ts';

/** The extension of a resource that was stored although searches may miss it (Developer Guide, "Importing FHIR data"). */
const VALIDATION_ISSUE = 'http://healthlake.amazonaws.com/fhir/StructureDefinition/validation-issue';

/** Resources that have no extensions: they are stored as they are. */
const WITHOUT_EXTENSIONS: ReadonlySet<string> = new Set(['Binary', 'Bundle', 'Parameters']);

/**
 * The resource as level minimal stores it: with an extension that has the OperationOutcome as text, every other byte
 * as it was given.
 * @param bytes the UTF-8 of a JSON object with an id
 */
export function withValidationIssue(bytes: Buffer, resourceType: string, issues: readonly Issue[]): Buffer {
  if (WITHOUT_EXTENSIONS.has(resourceType)) return bytes;
  const outcome = JSON.stringify({ resourceType: 'OperationOutcome', issue: issues });
  const extension = JSON.stringify({ url: VALIDATION_ISSUE, valueString: outcome });
  const given = memberOf(bytes, 'extension');
  if (!given) {
    const behind = memberOf(bytes, 'id')?.end ?? bytes.length - 1;
    return spliced(bytes, behind, behind, `,"extension":[${extension}]`);
  }
  // An extension member that is no list is one of the issues.
  if (!opensList(bytes, given.start)) return bytes;
  const isEmpty = bytes.toString('utf8', given.start + 1, given.end - 1).trim() === '';
  return spliced(bytes, given.start + 1, given.start + 1, isEmpty ? extension : `${extension},`);
}
