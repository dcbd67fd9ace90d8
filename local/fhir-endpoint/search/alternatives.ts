/** The values of which one must be met: separated by commas that no backslash stands before (FHIR R4, "Escaping Search Parameters"). */
export const alternatives = (value: string): string[] =>
  (value.match(/(?:\\.|[^,\\])+/gs) ?? []).map((part) => part.replaceAll(/\\(.)/gs, '$1'));
