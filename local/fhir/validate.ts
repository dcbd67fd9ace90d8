import type { Identified } from './identity.ts';
import { identityIssues } from './identity.ts';
import { parseLine } from './invalid-json.ts';
import type { Issue } from './issue.ts';
import { processingError, warning } from './issue.ts';
import type { Fault } from './validator/fault.ts';
import type { R4 } from './validator/r4.ts';
import { mayHaveLoneSurrogates, scanText } from './validator/raw-text.ts';
import { readSource } from './validator/read-source.ts';

/** The levels of StartFHIRImportJob's ValidationLevel. */
export type ValidationLevel = 'strict' | 'structure-only' | 'minimal';

/** What came of a line. */
export type Verdict =
  /** It may be stored under its type and id; `warnings` say what people should know of it. */
  (Identified & { warnings: readonly Issue[]; errors?: undefined }) | { errors: readonly Issue[] };

export interface Validator {
  /** @param bytes one line, UTF-8 without its line ending */
  check(bytes: Buffer, level: ValidationLevel): Verdict;
}

/** Judges lines as HealthLake's import would: JSON, type and id, then R4. */
export function createValidator(r4: R4): Validator {
  return {
    check(bytes) {
      const parsed = parseLine(bytes);
      if ('errors' in parsed) return parsed;
      const { text, value: resource } = parsed;
      const unidentified = identityIssues(resource);
      if (unidentified.length > 0) return { errors: unidentified };
      const { resourceType, id } = resource as Identified;
      if (isPlainlyRight(r4, resource, bytes, text))
        return { resourceType, id, warnings: warningsOf(resourceType, r4.fastPass.conditional() > 0) };
      const errors = closeLook(r4, bytes, resourceType);
      if (errors.length > 0) return { errors };
      return { resourceType, id, warnings: warningsOf(resourceType, CONDITIONAL.test(text)) };
    },
  };
}

const NO_WARNINGS: readonly Issue[] = [];

/** The fast pass, and what only the text tells. */
function isPlainlyRight(
  { fastPass, fractions }: R4,
  resource: unknown,
  bytes: Buffer,
  text: string,
): boolean {
  if (!fastPass.check(resource)) return false;
  const keys = fastPass.keys();
  const scan = scanText(bytes, keys);
  if (scan.keys !== keys) return false;
  if (scan.hasFractions && fastPass.integers() > 0 && fractions.test(text)) return false;
  return !mayHaveLoneSurrogates(bytes, text);
}

/** Reads the line again, with its text, and explains what is wrong with it: nothing, where the fast pass was too careful. */
function closeLook({ explain }: R4, bytes: Buffer, resourceType: string): Issue[] {
  let faults: readonly Fault[];
  try {
    const source = readSource(bytes);
    faults = [
      ...source.faults.map(under(resourceType)),
      ...explain(source.value as Record<string, unknown>, source),
    ];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [processingError('The resource is nested too deeply', resourceType)];
  }
  return faults.map(({ text: diagnostics, path }) => processingError(diagnostics, path));
}

const under =
  (resourceType: string) =>
  (fault: Fault): Fault => ({
    ...fault,
    path: fault.path === '' ? resourceType : `${resourceType}.${fault.path}`,
  });

const CONDITIONAL = /"reference"\s*:\s*"[A-Z][A-Za-z]*\?/;

const BUNDLE = warning(
  'A Bundle is stored as one resource: its entries are not imported one by one',
  'Bundle',
);
const REFERENCES = warning(
  'Conditional references (Type?criteria) are stored as they are: an import resolves none',
);

function warningsOf(resourceType: string, hasConditional: boolean): readonly Issue[] {
  if (resourceType !== 'Bundle') return hasConditional ? [REFERENCES] : NO_WARNINGS;
  return hasConditional ? [BUNDLE, REFERENCES] : [BUNDLE];
}
