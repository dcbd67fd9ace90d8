import type { Issue } from '../../../fhir/index.ts';
import { dateOf } from '../store/date-of.ts';
import type { WrittenVersion } from '../store/version-rows.ts';

/**
 * The line of a result file for one input line (Developer Guide, "Troubleshooting import
 * actions"): its number, counted from 1, and the answer of the update that the import made of it.
 */
const resultLine = (line: number, jsonBlob: string, statusCode: number): string =>
  `{"lineId":${line},"UpdateResourceResponse":{"jsonBlob":${jsonBlob},"statusCode":${statusCode}}}\n`;

/**
 * A stored resource: its type, id and new version; 201 where it is new, 200 otherwise. Nothing of its
 * content is repeated. Type and id need no escaping: their patterns allow letters, digits, `-` and `.`.
 */
export const successLine = (
  line: number,
  type: string,
  id: string,
  { version, lastUpdated, isNew }: WrittenVersion,
): string =>
  resultLine(
    line,
    `{"resourceType":"${type}","id":"${id}","meta":{"versionId":"${version}","lastUpdated":"${dateOf(lastUpdated)}"}}`,
    isNew ? 201 : 200,
  );

/** A resource that level minimal stored although searches may miss it, with the reasons as an OperationOutcome. */
export const searchFailureLine = (line: number, { isNew }: WrittenVersion, issue: readonly Issue[]): string =>
  resultLine(line, JSON.stringify({ resourceType: 'OperationOutcome', issue }), isNew ? 201 : 200);

/** A line that was not stored, with its OperationOutcome. */
export const failureLine = (line: number, issue: readonly Issue[]): string =>
  resultLine(line, JSON.stringify({ resourceType: 'OperationOutcome', issue }), 400);
