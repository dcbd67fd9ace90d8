import type { Identified } from '../ndjson/type-and-id.ts';
import { identityIssues } from '../ndjson/type-and-id.ts';
import { parseLine } from '../json/invalid-json.ts';
import type { Issue } from '../messages/issue.ts';
import { processingError, warning } from '../messages/issue.ts';
import { message } from '../messages/messages.ts';
import { shortPath } from '../messages/quoted.ts';
import type { StrictCheck } from './strict.ts';
import type { Fault, RuleKind } from '../messages/fault.ts';
import type { R4 } from '../r4/load-r4.ts';
import type { ByteJudge, PlainLine } from '../bytes/byte-judge.ts';
import { readSource } from '../json/read-source.ts';
import { RESOURCE_TYPES } from '../r4/resource-types.ts';

/** How much is demanded of a line, the most first; the names are HealthLake's (StartFHIRImportJob, ValidationLevel). */
export const VALIDATION_LEVELS = ['strict', 'structure-only', 'minimal'] as const;
export type ValidationLevel = (typeof VALIDATION_LEVELS)[number];

/** The verdict on a line. */
export type Verdict =
  /** It may be stored under its type and id; `warnings` say what people should know of it. */
  | (Identified & {
      warnings: readonly Issue[];
      /** Under `minimal`: why searches may not find it. It is stored all the same. */
      searchIssues?: readonly Issue[];
      errors?: undefined;
    })
  | { errors: readonly Issue[] };

export interface Validator {
  /** @param bytes one line, UTF-8 without its line ending */
  check: (bytes: Buffer, level: ValidationLevel) => Verdict;
  /** Takes the memory that lines lie in from now on; called again when what is in it has changed. */
  over: (memory: Uint8Array) => void;
  /**
   * What is known of the line from `start` to `end` in the memory where its structure is plainly right: most lines are, and nothing is
   * made of them. It holds until the next line. Undefined where `closer` is to say.
   */
  plain: (start: number, end: number, level: ValidationLevel) => PlainLine | undefined;
  /** Whether the line that `plain` has just found right, at level `strict`, is so by invariants and profiles, too. */
  isPlainBeyond: () => boolean;
  /** What level `strict` finds in a line whose structure is right. */
  beyond: (bytes: Buffer) => readonly Issue[];
  /** The verdict on a line that is not plainly right. */
  closer: (bytes: Buffer, level: ValidationLevel) => Verdict;
}

/**
 * Validates lines: what is plainly right by its bytes; the rest in this order: JSON, type and id, then R4. At level `strict`
 * invariants and profiles, too.
 * @param strict gives the check of what `strict` demands beyond structure; called for each line that needs it
 */
export function createValidator(r4: R4, strict: () => StrictCheck): Validator {
  let memory: Uint8Array = Buffer.alloc(0);
  let isOver: ByteJudge | undefined;
  const over: Validator['over'] = (lines) => {
    memory = lines;
    isOver = undefined;
  };

  const plain: Validator['plain'] = (start, end, level) => {
    const judge = level === 'strict' ? r4.recording.judge : r4.judge;
    if (isOver !== judge) judge.over(memory);
    isOver = judge;
    return judge.check(start, end) && judge.of.storedType >= 0 && judge.of.idStart >= 0
      ? judge.of
      : undefined;
  };

  const isPlainBeyond = (): boolean => strict().isPlain();

  const beyond: Validator['beyond'] = (bytes) => {
    const text = bytes.toString('utf8');
    return strict().check(JSON.parse(text), text).map(issueOf);
  };

  const closer: Validator['closer'] = (bytes, level) => {
    const parsed = parseLine(bytes);
    if ('errors' in parsed) return parsed;
    const { text, value: resource } = parsed;
    const unidentified = identityIssues(resource);
    if (unidentified.length > 0) return { errors: unidentified };
    const { resourceType, id } = resource as Identified;
    const faults = closeLook(r4, bytes, resourceType);
    const found = level === 'minimal' ? faults.filter(({ rule }) => !isSkipped(rule)) : faults;
    const warnings = warningsOf(resourceType, CONDITIONAL.test(text));
    if (level === 'minimal' && found.length > 0 && !found.some(({ rule }) => rule === 'json'))
      return { resourceType, id, warnings, searchIssues: found.map(issueOf) };
    const errors = found.map(issueOf);
    if (errors.length === 0 && level === 'strict')
      errors.push(...strict().check(resource, text).map(issueOf));
    return errors.length > 0 ? { errors } : { resourceType, id, warnings };
  };

  return {
    over,
    plain,
    isPlainBeyond,
    beyond,
    closer,
    check(bytes, level) {
      over(bytes);
      const line = plain(0, bytes.length, level);
      if (!line) return closer(bytes, level);
      const resourceType = RESOURCE_TYPES[line.storedType] ?? '';
      const id = bytes.toString('latin1', line.idStart, line.idEnd);
      const warnings = warningsOf(resourceType, line.conditional > 0);
      const errors = level === 'strict' && !isPlainBeyond() ? beyond(bytes) : [];
      return errors.length > 0 ? { errors } : { resourceType, id, warnings };
    },
  };
}

/**
 * Rules that `minimal` skips. The Developer Guide ("Importing FHIR data") says that some are, and that those that search
 * needs are not; which are which it does not say.
 */
const SKIPPED: ReadonlySet<RuleKind> = new Set(['unknown-property', 'cardinality', 'binding', 'narrative']);
const isSkipped = (rule: RuleKind): boolean => SKIPPED.has(rule);

const issueOf = ({ text, path }: Fault): Issue => processingError(text, shortPath(path));

const NO_WARNINGS: readonly Issue[] = [];

/** Reads the line again, with its text, and explains what is wrong with it: nothing, where the byte judge was too careful. */
function closeLook({ explain }: R4, bytes: Buffer, resourceType: string): readonly Fault[] {
  try {
    const source = readSource(bytes);
    return [
      ...source.faults.map(under(resourceType)),
      ...explain(source.value as Record<string, unknown>, source),
    ];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ rule: 'json', path: resourceType, text: message('tooDeepToRead') }];
  }
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

export function warningsOf(resourceType: string, hasConditional: boolean): readonly Issue[] {
  if (resourceType !== 'Bundle') return hasConditional ? [REFERENCES] : NO_WARNINGS;
  return hasConditional ? [BUNDLE, REFERENCES] : [BUNDLE];
}
