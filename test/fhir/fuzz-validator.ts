import type { ValidationLevel, Validator } from '../../fhir/validate/validate.ts';
import type { R4 } from '../../fhir/r4/load-r4.ts';
import { readSource } from '../../fhir/json/read-source.ts';
import { mutatedLines } from './fuzz.ts';
import { resourceMaker } from './made-resources.ts';

/** What a run of the fuzzer came to. */
export interface FuzzResult {
  lines: number;
  refused: number;
  /** The longest a single line took, milliseconds. */
  slowest: number;
}

const LEVELS: readonly ValidationLevel[] = ['structure-only', 'strict', 'minimal'];

/**
 * Validates mutated lines and checks what must hold for any line: an answer and no exception, errors that have their
 * place, a byte judge that takes nothing that the closer look refuses, and a prototype of objects that stays as it was.
 * @throws Error with the line, where that does not hold
 */
export function fuzzValidator(r4: R4, validator: Validator, lines: number, seed: number): FuzzResult {
  const result: FuzzResult = { lines: 0, refused: 0, slowest: 0 };
  const prototype = Object.getOwnPropertyNames(Object.prototype).join();
  for (const line of mutatedLines(seed, oneOfEachType(r4, seed))) {
    if (result.lines === lines) break;
    result.lines++;
    const wrong = whatIsWrong(r4, validator, line, LEVELS[result.lines % LEVELS.length] ?? 'strict', result);
    if (wrong !== undefined) throw new Error(`${wrong}: ${line.toString('utf8')}`);
  }
  if (Object.getOwnPropertyNames(Object.prototype).join() !== prototype)
    throw new Error('Object.prototype was changed');
  return result;
}

function oneOfEachType(r4: R4, seed: number): Record<string, unknown>[] {
  const model = r4.model();
  const make = resourceMaker(model, seed);
  return Object.keys(model.types)
    .filter((name) => model.types[name]?.isResource)
    .map(make);
}

function whatIsWrong(
  r4: R4,
  validator: Validator,
  line: Buffer,
  level: ValidationLevel,
  result: FuzzResult,
): string | undefined {
  const begun = performance.now();
  let verdict;
  try {
    verdict = validator.check(line, level);
  } catch (error) {
    return `check threw ${String(error)}`;
  }
  result.slowest = Math.max(result.slowest, performance.now() - begun);
  // What minimal takes may be wrong.
  if (!verdict.errors)
    return level === 'minimal' || agrees(r4, line)
      ? undefined
      : 'the byte judge took what the closer look refuses';
  result.refused++;
  if (verdict.errors.length === 0 || verdict.errors.length > 100)
    return `there are ${verdict.errors.length} errors`;
  if (verdict.errors.some(({ diagnostics }) => diagnostics === '')) return 'an error has no diagnostics';
  return undefined;
}

/** The second pass finds nothing in a line that was taken. */
function agrees(r4: R4, line: Buffer): boolean {
  const source = readSource(line);
  return (
    source.faults.length === 0 && r4.explain(source.value as Record<string, unknown>, source).length === 0
  );
}
