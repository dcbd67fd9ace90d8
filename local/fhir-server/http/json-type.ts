/** Values of the parameters that change what a media type means, quotes apart. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  charset: ['utf-8', 'utf8'],
  fhirversion: ['4.0'],
};

/**
 * Whether a media type is of R4, in UTF-8: FHIR has no other encoding, and the version may be said (FHIR R4, "Content Types and encodings", "FHIR
 * version parameter").
 */
export const isOfR4 = (mediaType: string): boolean =>
  mediaType
    .split(';')
    .slice(1)
    .every((parameter) => {
      const [name = '', value = ''] = parameter.toLowerCase().split('=');
      const meant = MEANT[name.trim()];
      return meant === undefined || meant.includes(value.trim().replaceAll('"', ''));
    });

/** Whether a Content-Type is FHIR's JSON, or JSON. */
export const isFhirJson = (contentType: string): boolean =>
  /^\s*application\/(?:fhir\+json|json)\s*(?:;|$)/i.test(contentType) && isOfR4(contentType);
