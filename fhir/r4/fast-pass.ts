import { Script } from 'node:vm';
import { codeFormCheck } from './code-forms.ts';
import { PRIMITIVES } from './primitives.ts';
import { targetType } from './line-references.ts';
import { isConditional } from './references.ts';

/** The generated check of parsed resources. Counts hold until the next check. */
export interface FastPass {
  /** True: the resource is right. False: it is not, or it takes a closer look. */
  check(resource: unknown): boolean;
  /** Members of all objects of a resource that was found right. */
  keys(): number;
  /** Conditional references in it. */
  conditional(): number;
  /** Whole numbers in it. */
  integers(): number;
}

/** Makes the fast pass of its generated text. */
export function loadFastPass(text: string): FastPass {
  const script = new Script(`(function(runtime){${text}\n})`, { filename: 'fhir-r4-fast-pass.js' });
  const make = script.runInThisContext() as (runtime: object) => FastPass;
  return make({ primitives: PRIMITIVES, form: codeFormCheck, concept: isOneOf, quantity: isOne, target });
}

interface Coding {
  system?: string;
  code?: string;
}

/** True when a coding, or one of a concept's codings, is one of `codings` (`system|code`). */
function isOneOf(value: Coding & { coding?: Coding[] }, codings: ReadonlySet<string>): boolean {
  if (value.coding === undefined) return isOne(value, codings);
  for (const coding of value.coding) if (isOne(coding, codings)) return true;
  return false;
}

const isOne = ({ system, code }: Coding, codings: ReadonlySet<string>): boolean =>
  codings.has(`${system ?? ''}|${code ?? ''}`);

/**
 * The type a reference is to, with `?` before it where it is conditional; '' where neither it nor the line says; undefined
 * where it is not a reference, or one to no type of R4.
 */
function target(
  reference: string,
  resourceTypes: ReadonlyMap<string, unknown>,
  container: unknown,
  bundle: unknown,
): string | undefined {
  const type = targetType(reference, { container, bundle });
  if (type === undefined || type === '') return type;
  if (!resourceTypes.has(type)) return reference.startsWith('http') ? '' : undefined;
  return isConditional(reference) ? `?${type}` : type;
}
