/**
 * Documents of up to 164 MB may be imported as Binary (HealthLake Developer Guide, "Importing FHIR data"), and a resource is one
 * line: a longer line is a failure of its own and never in memory whole.
 */
export const LONGEST_LINE_BYTES = 164 * 1024 * 1024;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** How many bytes of a byte order mark a text begins with: none, or all three. */
export const markLength = (bytes: Buffer): number =>
  bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;

/** The first line of a file, or a whole text, without its byte order mark. */
export const withoutMark = (bytes: Buffer): Buffer => bytes.subarray(markLength(bytes));

/** Whether a line is nothing but spaces and tabs. */
export function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09) return false;
  return true;
}
