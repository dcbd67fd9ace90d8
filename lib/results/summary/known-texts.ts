import { VALIDATION_TEXTS } from './validation-texts.ts';

/** A text of the service whose fixed part is known, and may be told; what stands for {braces} may not. */
export interface KnownText {
  text: string;
  pattern: RegExp;
}

/**
 * What HealthLake says of lines that it refuses: the Developer Guide's samples ("Troubleshooting import actions"), and
 * what the local HealthLake says beside them (local/fhir). The groups `path` and `element` say which element it is
 * about, where the text names it.
 */
export const KNOWN_TEXTS: readonly KnownText[] = [
  { text: 'Invalid JSON found in input file', pattern: /^Invalid JSON found in input file$/ },
  {
    text: 'Missing required id field in resource json',
    pattern: /^Missing required id field in resource json$/,
  },
  {
    text: 'Missing required resourceType field in resource json',
    pattern: /^Missing required resourceType field in resource json$/,
  },
  { text: "Unsupported resource type '{type}'", pattern: /^Unsupported resource type '[^]*'$/ },
  {
    text: 'The line is longer than the 164 MB that one resource may have',
    pattern: /^The line is longer than the 164 MB that one resource may have$/,
  },
  {
    text: "Value {value} at 'resourceType' failed to satisfy constraint: {constraint}",
    pattern: /^\d+ validation errors? detected: Value [^]*at 'resourceType' failed to satisfy constraint: /,
  },
  {
    text: "Value {value} at 'resourceId' failed to satisfy constraint: {constraint}",
    pattern: /^\d+ validation errors? detected: Value [^]*at 'resourceId' failed to satisfy constraint: /,
  },
  ...VALIDATION_TEXTS,
];

/** The known text that a diagnostics text is an instance of, with the element it names; undefined for any other. */
export function knownText(
  diagnostics: string,
): { text: string; path: string | undefined; element: string | undefined } | undefined {
  for (const { text, pattern } of KNOWN_TEXTS) {
    const match = pattern.exec(diagnostics);
    if (match) return { text, path: match.groups?.path, element: match.groups?.element };
  }
  return undefined;
}
