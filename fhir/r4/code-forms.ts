import { PRIMITIVES } from './primitives.ts';

/** A token (RFC 2045, 5.1). */
const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~{}-]+";

/**
 * A parameter's value: quoted, or as the world writes it, which RFC 2045 would have quoted: with `/`, `:`, `=` and single spaces
 * (`type=application/dicom`, as in HL7's own examples).
 */
const VALUE = '(?:"(?:[^"\\\\]|\\\\.)*"|[^;"\\s]+(?: [^;"\\s]+)*)';

/** The short names that FHIR's own formats may have wherever a MIME type is asked for (R4, "RESTful API", _format). */
const SHORT = 'json|xml|ttl|html';

/**
 * Required value sets whose codes R4 does not list, but whose form is known, by canonical URL: MIME types with their
 * parameters, and the currencies of ISO 4217.
 */
export const CODE_FORMS: Readonly<Record<string, RegExp | undefined>> = {
  'http://hl7.org/fhir/ValueSet/mimetypes': new RegExp(
    `^(?:${SHORT}|${TOKEN}/${TOKEN}(?: ?; ?${TOKEN}=${VALUE})*)$`,
  ),
  'http://hl7.org/fhir/ValueSet/currencies': /^[A-Z]{3}$/,
};

/** The check of the codes of such a value set: of their form, and that they are codes at all. */
export const codeFormCheck =
  (valueSet: string) =>
  (value: unknown): boolean =>
    typeof value === 'string' &&
    (PRIMITIVES.code?.(value) ?? true) &&
    (CODE_FORMS[valueSet]?.test(value) ?? true);
