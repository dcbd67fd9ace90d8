/** The form of an id (R4, "id"): the source of a regular expression, to be part of others. */
export const ID_FORM = '[A-Za-z0-9-.]{1,64}';

/** A text that is an id and nothing else. */
export const FHIR_ID = new RegExp(`^${ID_FORM}$`);

/** Whether a value is an id; checked character by character, since no regular expression is as fast. */
export function isId(value: unknown): boolean {
  if (typeof value !== 'string' || value.length === 0 || value.length > 64) return false;
  for (let at = 0; at < value.length; at++) {
    const c = value.charCodeAt(at);
    const fits = (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a);
    if (!fits && c !== 0x2d && c !== 0x2e) return false;
  }
  return true;
}
