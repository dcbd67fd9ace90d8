import { badRequest } from '../http/fhir-error.ts';

/** The parts of a text between separators that no backslash stands before, still escaped (FHIR R4, "Escaping Search Parameters"). */
export const splitEscaped = (text: string, separator: '$' | ',' | '|'): string[] =>
  text.split(separator).reduce<string[]>((parts, piece) => {
    const last = parts.at(-1);
    const isEscaped = last !== undefined && /(?:^|[^\\])(?:\\\\)*\\$/.test(last);
    return isEscaped ? [...parts.slice(0, -1), last + separator + piece] : [...parts, piece];
  }, []);

export const unescaped = (text: string): string => text.replaceAll(/\\(.)/gs, '$1');

/** The values of which one must be met: separated by commas. @throws FhirError 400 where there is none */
export function alternatives(value: string, name: string): string[] {
  const parts = splitEscaped(value, ',').filter((part) => part !== '');
  if (parts.length === 0) throw badRequest(`The search parameter ${name} has no value.`);
  return parts.map(unescaped);
}
