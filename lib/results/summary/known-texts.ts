import { KNOWN_MESSAGES } from '../../../fhir/index.ts';

/**
 * The message that a diagnostics text is an instance of, as far as it may be told, with the element it names; undefined
 * for any other text. The messages are those of the FHIR engine, which follow HealthLake's.
 */
export function knownText(
  diagnostics: string,
): { text: string; path: string | undefined; element: string | undefined } | undefined {
  for (const { text, pattern } of KNOWN_MESSAGES) {
    const match = pattern.exec(diagnostics);
    if (match) return { text, path: match.groups?.path, element: match.groups?.element };
  }
  return undefined;
}
